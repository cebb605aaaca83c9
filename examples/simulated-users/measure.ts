import type { FlywheelClient } from '../client.ts';

export interface Measured {
  readonly evaluationId: string;
  readonly value: number;
}

/** A model version on the test split of a dataset version. */
export async function measure(flywheel: FlywheelClient, modelVersionId: string, datasetVersionId: string, metric = 'accuracy'): Promise<Measured> {
  const { evaluateModelVersion } = await flywheel.ask<{ evaluateModelVersion: { evaluation: { id: string } } }>(
    'mutation ($input: EvaluateModelVersionInput!) { evaluateModelVersion(input: $input) { evaluation { id } userErrors { message } } }',
    { input: { modelVersionId, datasetVersionId } },
  );
  const { id } = evaluateModelVersion.evaluation;
  let last: { state: string; failure: string | null; metrics: { name: string; value: number }[] } | undefined;
  for await (last of flywheel.follow<NonNullable<typeof last>>('subscription ($id: ID!) { evaluationUpdated(evaluationId: $id) { state failure metrics { name value } } }', 'evaluationUpdated', { id }));
  const value = last?.metrics.find(({ name }) => name.endsWith(metric))?.value;
  if (value === undefined) throw new Error(`The evaluation is ${last?.state}: ${last?.failure ?? ''}`);
  return { evaluationId: id, value };
}

export interface Difference {
  readonly difference: number;
  /** Of the 95 % interval. */
  readonly low: number;
  readonly high: number;
}

/** By how much one is more accurate than the other, on the same samples. */
export async function difference(flywheel: FlywheelClient, of: Measured, than: Measured): Promise<Difference> {
  if (of.evaluationId === than.evaluationId) return { difference: 0, low: 0, high: 0 };
  const { node } = await flywheel.ask<{ node: { comparedWith: { metrics: (Difference & { name: string })[] } } }>(
    'query ($id: ID!, $other: ID!) { node(id: $id) { ... on Evaluation { comparedWith(evaluationId: $other) { metrics { name difference low high } } } } }',
    { id: of.evaluationId, other: than.evaluationId },
  );
  const found = node.comparedWith.metrics.find(({ name }) => name.endsWith('accuracy'));
  if (!found) throw new Error('The comparison has no accuracy.');
  return found;
}
