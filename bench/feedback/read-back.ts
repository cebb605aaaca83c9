import { z } from 'zod';
import type { Application } from './application.ts';

const page = z.object({
  feedback: z.object({ pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }), edges: z.array(z.object({ node: z.object({ metadata: z.object({ number: z.string() }), rating: z.string() }) })) }),
});
const counted = z.object({ node: z.object({ feedbackSummary: z.object({ count: z.number(), positive: z.number(), negative: z.number() }) }) });

export interface ReadBack {
  readonly found: number;
  readonly lost: number;
  readonly doubled: number;
  /** Whether the summary of the model counts the same. */
  readonly summaryAgrees: boolean;
}

/** Reads all feedback through the API and looks for each of `numbers`, which its metadata has. */
export async function readBack(app: Application, modelId: string, numbers: ReadonlySet<string>): Promise<ReadBack> {
  const seen = new Map<string, number>();
  let positive = 0;
  for (let after: string | null = null; ; ) {
    const { feedback }: z.infer<typeof page> = await app.ask(page, 'query ($after: String) { feedback(first: 100, after: $after) { pageInfo { hasNextPage endCursor } edges { node { metadata rating } } } }', { after });
    for (const { node } of feedback.edges) {
      seen.set(node.metadata.number, (seen.get(node.metadata.number) ?? 0) + 1);
      if (node.rating === 'POSITIVE') positive += 1;
    }
    after = feedback.pageInfo.endCursor;
    if (!feedback.pageInfo.hasNextPage) break;
  }
  const { feedbackSummary: summary } = (await app.ask(counted, 'query ($id: ID!) { node(id: $id) { ... on Model { feedbackSummary { count positive negative } } } }', { id: modelId })).node;
  return {
    found: seen.size,
    lost: [...numbers].filter((number) => !seen.has(number)).length,
    doubled: [...seen.values()].filter((times) => times > 1).length,
    summaryAgrees: summary.count === numbers.size && summary.positive === positive && summary.negative === numbers.size - positive,
  };
}
