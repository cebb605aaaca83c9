import { z } from 'zod';
import type { ApiClient } from './api-client.ts';

const finding = z.object({ check: z.string(), detail: z.string().nullable(), other: z.number().nullable(), otherSample: z.object({ position: z.number(), label: z.string().nullable() }).nullable() });
export const sample = z.object({
  position: z.number(), split: z.string(), label: z.string().nullable(), subject: z.string().nullable(),
  content: z.looseObject({ __typename: z.string() }),
  origin: z.object({ file: z.string(), row: z.number(), entry: z.string().nullable() }),
  findings: z.array(finding),
});
export type Sample = z.infer<typeof sample>;
const page = z.object({ totalCount: z.number().optional(), edges: z.array(z.object({ cursor: z.string(), node: sample })), pageInfo: z.object({ hasNextPage: z.boolean(), hasPreviousPage: z.boolean(), startCursor: z.string().nullable(), endCursor: z.string().nullable() }) });
export type Page = z.infer<typeof page>;

export const CONTENT = `content { __typename ... on ImageSample { url width height } ... on TextSample { text isCut } ... on TextPairSample { source target isCut }
  ... on RowSample { values isCut } ... on InteractionSample { user item value time isCut } }`;
export const SAMPLE = `position split label subject ${CONTENT} origin { file row entry } findings { check detail other otherSample { position label } }`;

/** A page of the samples of a version. */
export async function samplesOf(app: ApiClient, id: string, args: { filter?: Record<string, unknown>; first?: number; last?: number; after?: string | null; before?: string | null } = {}, key?: string): Promise<Page> {
  const query = `query ($id: ID!, $filter: SampleFilterInput, $first: Int, $last: Int, $after: String, $before: String) { node(id: $id) { ... on DatasetVersion {
    samples(filter: $filter, first: $first, last: $last, after: $after, before: $before) { totalCount edges { cursor node { ${SAMPLE} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } } }`;
  return (await app.data(z.object({ node: z.object({ samples: page }) }), query, { id, ...args }, key)).node.samples;
}

/** All that a filter lets through, page by page. */
export async function allSamples(app: ApiClient, id: string, filter: Record<string, unknown> = {}, size = 100): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let after: string | null = null; ; ) {
    const { edges, pageInfo }: Page = await samplesOf(app, id, { filter, first: size, after });
    samples.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage) return samples;
    after = pageInfo.endCursor;
  }
}

/** The same from the end, in the stored order. */
export async function allBackwards(app: ApiClient, id: string, filter: Record<string, unknown>, size: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let before: string | null = null; ; ) {
    const { edges, pageInfo }: Page = await samplesOf(app, id, { filter, last: size, before });
    samples.unshift(...edges.map(({ node }) => node));
    if (!pageInfo.hasPreviousPage) return samples;
    before = pageInfo.startCursor;
  }
}
