import { z } from 'zod';
import type { Flywheel } from './flywheel.ts';
import { follow } from './follow.ts';

const interval = z.object({ value: z.number(), low: z.number(), high: z.number() });
const number = z.number().nullable();
const metric = z.object({ name: z.string(), value: z.number(), low: number, high: number, better: z.string().nullable(), isShare: z.boolean() });
const slice = z.object({
  source: z.string(), column: z.string().nullable(), value: z.string().nullable(), low: number, high: number, count: z.number(), isSmall: z.boolean(),
  metrics: z.array(z.object({ name: z.string(), value: z.number(), low: number, high: number })),
});
const sample = z.object({
  position: z.number(), label: z.string().nullable(), predicted: z.string().nullable(), probability: number, labelProbability: number, output: z.string().nullable(), value: number,
  sample: z.object({ label: z.string().nullable(), content: z.looseObject({ __typename: z.string() }) }),
});

const evaluation = z.object({
  id: z.string(), state: z.string(), progress: z.number(), failure: z.string().nullable(), sampleCount: number, isScored: z.boolean(), seenInTraining: number,
  metrics: z.array(metric),
  classification: z.object({
    accuracy: interval, calibrationError: z.number(),
    classes: z.array(z.object({ label: z.string(), support: z.number(), predicted: z.number(), recall: interval.nullable(), precision: interval.nullable(), f1: z.number() })),
    confusion: z.array(z.object({ label: z.string(), predicted: z.string(), count: z.number() })),
    calibration: z.array(z.object({ count: z.number() })),
  }).nullable(),
  slicings: z.array(z.object({ source: z.string(), column: z.string().nullable(), total: z.number(), slices: z.array(slice) })),
  weakestSlices: z.array(slice),
  worstSamples: z.object({ pageInfo: z.object({ hasNextPage: z.boolean() }), edges: z.array(z.object({ node: sample })) }),
});
export type Evaluated = z.infer<typeof evaluation>;

const sliceFields = '{ source column value low high count isSmall metrics { name value low high } }';
const fields = `id state progress failure sampleCount isScored seenInTraining metrics { name value low high better isShare }
  classification { accuracy { value low high } calibrationError classes { label support predicted recall { value low high } precision { value low high } f1 } confusion { label predicted count } calibration { count } }
  slicings { source column total slices(first: 50) ${sliceFields} } weakestSlices ${sliceFields}
  worstSamples(first: 100) { pageInfo { hasNextPage } edges { node { position label predicted probability labelProbability output value sample { label content {
    __typename ... on RowSample { values } ... on TextSample { text } ... on TextPairSample { source target } ... on InteractionSample { user item } } } } } }`;

const asked = z.object({ evaluateModelVersion: z.object({ evaluation: evaluation.nullable(), userErrors: z.array(z.object({ code: z.string(), message: z.string(), path: z.array(z.string()).nullable() })) }) });

export const askEvaluation = async (app: Flywheel, input: Readonly<Record<string, unknown>>) =>
  (await app.data(asked, `mutation ($input: EvaluateModelVersionInput!) { evaluateModelVersion(input: $input) { evaluation { ${fields} } userErrors { code message path } } }`, { input })).evaluateModelVersion;

const told = z.object({ evaluationUpdated: z.object({ state: z.string(), progress: z.number() }) });
export type Told = z.infer<typeof told>['evaluationUpdated'];

export async function* followEvaluation(app: Flywheel, id: string): AsyncGenerator<Told> {
  for await (const one of follow(app, 'subscription ($id: ID!) { evaluationUpdated(evaluationId: $id) { state progress } }', { id })) yield told.parse(one).evaluationUpdated;
}

export const readEvaluation = async (app: Flywheel, id: string): Promise<Evaluated> =>
  (await app.data(z.object({ node: evaluation }), `query ($id: ID!) { node(id: $id) { ... on Evaluation { ${fields} } } }`, { id })).node;

/** Asks for an evaluation, and reads it when it has ended. */
export async function evaluate(app: Flywheel, input: Readonly<Record<string, unknown>>): Promise<Evaluated> {
  const { evaluation: queued, userErrors } = await askEvaluation(app, input);
  if (!queued) throw new Error(JSON.stringify(userErrors));
  await Array.fromAsync(followEvaluation(app, queued.id));
  return readEvaluation(app, queued.id);
}

/** By name, without the split. */
export const metricsOf = ({ metrics }: Evaluated) => Object.fromEntries(metrics.map(({ name, value }) => [name.slice(name.indexOf('/') + 1), value]));

const judging = z.object({ node: z.object({ judgedBy: z.array(z.object({ name: z.string(), better: z.string() })).nullable() }) });

/** What a model version says that its evaluations tell better from worse by. */
export const judgedBy = async (app: Flywheel, modelVersionId: string) =>
  (await app.data(judging, 'query ($id: ID!) { node(id: $id) { ... on ModelVersion { judgedBy { name better } } } }', { id: modelVersionId })).node.judgedBy;
