import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { ApiClient } from './api-client.ts';
import { train } from './train.ts';

/** The environment of a Flywheel that has the verdict plugin alone. */
export const verdictEnvironment = { FLYWHEEL_CONFIG: fileURLToPath(new URL('./plugins/verdict.config.ts', import.meta.url)) };

const faults = z.array(z.object({ code: z.string(), message: z.string(), path: z.array(z.string()).nullable() }));
const number = z.object({ name: z.string(), value: z.number() });
const comparison = z.object({ controlSubjects: z.number(), controlShare: z.number().nullable(), candidateSubjects: z.number(), candidateShare: z.number().nullable(), difference: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable(), fixedLow: z.number().nullable() });
const experiment = z.object({
  id: z.string(), name: z.string(), mode: z.string(), state: z.string(), share: z.number(), revision: z.number(), reason: z.string().nullable(), decision: z.string().nullable(), finishedAt: z.string().nullable(), canaryStep: z.number().nullable(),
  control: z.object({ number: z.number() }), candidate: z.object({ number: z.number() }),
  plan: z.object({ confidence: z.number(), baseline: z.number().nullable(), looking: z.object({ control: z.number(), candidate: z.number() }).nullable(), atEnd: z.object({ control: z.number(), candidate: z.number() }).nullable() }),
  result: z.object({
    inWords: z.string().nullable(),
    arms: z.array(z.object({ arm: z.string(), modelVersion: z.object({ number: z.number() }), generations: z.number(), subjects: z.number(), failed: z.number(), secondsMedian: z.number().nullable(), feedback: z.object({ count: z.number(), positive: z.number() }) })),
    satisfaction: comparison.nullable(), errors: comparison,
    allRatings: z.object({ difference: z.number(), low: z.number(), high: z.number() }).nullable(),
    shadow: z.object({ pairs: z.number(), onlyCandidateFailed: z.number(), agreement: z.number().nullable(), agreementLow: z.number().nullable(), agreementHigh: z.number().nullable() }).nullable(),
  }),
  events: z.array(z.object({ kind: z.string(), state: z.string(), share: z.number(), actor: z.string(), reason: z.string().nullable(), numbers: z.array(number), time: z.string() })),
});
export type ExperimentView = z.infer<typeof experiment>;

const COMPARISON = '{ controlSubjects controlShare candidateSubjects candidateShare difference low high fixedLow }';
export const EXPERIMENT = `id name mode state share revision reason decision finishedAt canaryStep control { number } candidate { number }
  plan { confidence baseline looking { control candidate } atEnd { control candidate } }
  result { inWords arms { arm modelVersion { number } generations subjects failed secondsMedian feedback { count positive } } satisfaction ${COMPARISON} errors ${COMPARISON}
    allRatings { difference low high } shadow { pairs onlyCandidateFailed agreement agreementLow agreementHigh } }
  events { kind state share actor reason numbers { name value } time }`;

const answered = z.object({ result: z.object({ experiment: experiment.nullable(), userErrors: faults }) });
export type ExperimentAnswer = z.infer<typeof answered>['result'];

/** One of the mutations of experiments, by its name. */
export async function changeExperiment(app: ApiClient, mutation: string, input: Record<string, unknown>): Promise<ExperimentAnswer> {
  const type = mutation === 'stopExperiment' || mutation === 'rollBackExperiment' ? 'EndExperimentInput' : `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  const { result } = await app.data(answered, `mutation ($input: ${type}!) { result: ${mutation}(input: $input) { experiment { ${EXPERIMENT} } userErrors { code message path } } }`, { input });
  return result;
}

/** Changes an experiment, which has to succeed. */
export async function changed(app: ApiClient, mutation: string, input: Record<string, unknown>): Promise<ExperimentView> {
  const { experiment: found, userErrors } = await changeExperiment(app, mutation, input);
  if (!found) throw new Error(JSON.stringify(userErrors));
  return found;
}

export async function readExperiment(app: ApiClient, id: string): Promise<ExperimentView> {
  return (await app.data(z.object({ node: experiment }), `query ($id: ID!) { node(id: $id) { ... on Experiment { ${EXPERIMENT} } } }`, { id })).node;
}

/** A model with a version for each of these answers; a version `breaks` instead where there is none. */
export async function verdictModel(app: ApiClient, datasetVersionId: string, answers: readonly ('YES' | 'NO' | 'BREAKS')[]): Promise<{ modelId: string; versions: string[] }> {
  const versions: string[] = [];
  let modelId: string | undefined;
  for (const answer of answers) {
    const { modelVersionId } = await train(app, datasetVersionId, { verdict: answer === 'BREAKS' ? { breaks: true } : { answer } }, modelId === undefined ? {} : { modelId });
    versions.push(modelVersionId);
    modelId ??= (await app.data(z.object({ node: z.object({ model: z.object({ id: z.string() }) }) }), 'query ($id: ID!) { node(id: $id) { ... on ModelVersion { model { id } } } }', { id: modelVersionId })).node.model.id;
  }
  if (modelId === undefined) throw new Error('A model has at least one version.');
  return { modelId, versions };
}

const moved = z.object({ result: z.object({ model: z.object({ version: z.object({ id: z.string() }).nullable() }).nullable(), userErrors: faults }) });

/** Sets or rolls back `production`: what it stands on then, or what speaks against it. */
export async function moveProduction(app: ApiClient, mutation: 'setModelAlias' | 'rollBackModelAlias', input: Record<string, unknown>) {
  const type = mutation === 'setModelAlias' ? 'SetModelAliasInput' : 'RollBackModelAliasInput';
  const { result } = await app.data(moved, `mutation ($input: ${type}!) { result: ${mutation}(input: $input) { model { version(alias: "production") { id } } userErrors { code message path } } }`, { input: { alias: 'production', ...input } });
  return { production: result.model?.version?.id ?? null, userErrors: result.userErrors };
}

const generated = z.object({ generate: z.object({ generation: z.object({ id: z.string(), state: z.string(), arm: z.string().nullable(), experiment: z.object({ id: z.string() }).nullable(), modelVersion: z.object({ id: z.string() }), outputs: z.array(z.object({ label: z.string() })) }).nullable(), userErrors: faults }) });

/** A question to the model, by a subject or by nobody in particular. */
export async function askModel(app: ApiClient, modelId: string, subject: string | null, { waitSeconds = 0, ...prompt }: Record<string, unknown> = {}) {
  const query = 'mutation ($input: GenerateInput!) { generate(input: $input) { generation { id state arm experiment { id } modelVersion { id } outputs { ... on ClassificationOutput { label } } } userErrors { code message path } } }';
  const { generate } = await app.data(generated, query, { input: { modelId, prompt: { verdict: prompt }, waitSeconds, ...(subject !== null && { subject }) } });
  if (!generate.generation) throw new Error(JSON.stringify(generate.userErrors));
  return generate.generation;
}

/** A thumb; what speaks against it. */
export async function rate(app: ApiClient, generationId: string, isGood: boolean): Promise<string[]> {
  const answer = await app.data(z.object({ giveFeedback: z.object({ userErrors: faults }) }), 'mutation ($input: GiveFeedbackInput!) { giveFeedback(input: $input) { userErrors { code message path } } }', { input: { generationId, rating: isGood ? 'POSITIVE' : 'NEGATIVE' } });
  return answer.giveFeedback.userErrors.map(({ message }) => message);
}
