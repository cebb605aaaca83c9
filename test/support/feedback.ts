import { z } from 'zod';
import type { ApiClient } from './api-client.ts';

const fault = z.object({ code: z.string(), message: z.string(), path: z.array(z.string()).nullable(), retryAt: z.string().nullable() });
const result = z.object({ feedback: z.object({ id: z.string() }).nullable(), repeated: z.boolean(), userErrors: z.array(fault) });
export type FeedbackResult = z.infer<typeof result>;
const RESULT = 'feedback { id } repeated userErrors { code message path retryAt }';
const summary = z.record(z.string(), z.number().nullable());

export type Say = Readonly<Record<string, unknown>>;

/** Feedback through the public API. */
export function giving(app: () => ApiClient) {
  return {
    async give(input: Say, key?: string): Promise<FeedbackResult> {
      const shape = z.object({ giveFeedback: result });
      return (await app().data(shape, `mutation ($input: GiveFeedbackInput!) { giveFeedback(input: $input) { ${RESULT} } }`, { input }, key)).giveFeedback;
    },
    async giveBatch(items: readonly Say[], key?: string) {
      const shape = z.object({ giveFeedbackBatch: z.object({ results: z.array(result), stored: z.number(), repeated: z.number(), userErrors: z.array(fault) }) });
      return (await app().data(shape, `mutation ($input: GiveFeedbackBatchInput!) { giveFeedbackBatch(input: $input) { results { ${RESULT} } stored repeated userErrors { code message path retryAt } } }`, { input: { items } }, key)).giveFeedbackBatch;
    },
    async summary(id: string, fields: string): Promise<Record<string, number | null>> {
      const shape = z.object({ node: z.object({ feedbackSummary: summary }) });
      return (await app().data(shape, `query ($id: ID!) { node(id: $id) { ... on Model { feedbackSummary { ${fields} } } ... on ModelVersion { feedbackSummary { ${fields} } } } }`, { id })).node.feedbackSummary;
    },
    async listed(filter: Say, fields = 'id'): Promise<Record<string, unknown>[]> {
      const shape = z.object({ feedback: z.object({ edges: z.array(z.object({ node: z.record(z.string(), z.unknown()) })) }) });
      return (await app().data(shape, `query ($filter: FeedbackFilter) { feedback(first: 100, filter: $filter) { edges { node { ${fields} } } } }`, { filter })).feedback.edges.map(({ node }) => node);
    },
    /** A key of the project with these scopes. */
    async key(...scopes: string[]): Promise<string> {
      const shape = z.object({ createApiKey: z.object({ secret: z.string() }) });
      return (await app().data(shape, 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }', { input: { name: scopes.join(' '), scopes } })).createApiKey.secret;
    },
  };
}
