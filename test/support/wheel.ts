import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { appending, jsonl, range } from './appending.ts';
import { giving } from './feedback.ts';
import type { StoringFlywheel } from './flywheel.ts';
import { follow } from './follow.ts';
import { train } from './train.ts';

/** The environment of a Flywheel that has naive Bayes alone. */
export const wheelEnvironment = { FLYWHEEL_CONFIG: fileURLToPath(new URL('./plugins/bayes.config.ts', import.meta.url)) };

export const classes = ['card', 'loan', 'money'] as const;
export type Label = (typeof classes)[number];
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
/** A word that only texts of a class have. */
const topic = (label: Label, at: number) => `t${hash(`${label} ${at}`).slice(0, 7)}`;
export const labelOf = (index: number): Label => classes[index % classes.length] ?? 'card';
/** A text like no other, with two words that tell its class out of that class's first `words`. */
export function textOf(index: number, words: number): string {
  const label = labelOf(index);
  return [topic(label, (index * 7) % words), topic(label, (index * 13 + 5) % words), ...(hash(`x${index}`).match(/.{8}/g) ?? [])].join(' ');
}
/** Of each class, in what people ask. */
export const WORDS = 150;
const KNOWN = 6;

const cycle = z.object({
  id: z.string(), number: z.number(), state: z.string(), trigger: z.string(), triggerNumbers: z.array(z.object({ name: z.string(), value: z.number() })), metric: z.string(), reason: z.string().nullable(), candidateValue: z.number().nullable(), baselineValue: z.number().nullable(), leavesDataOut: z.boolean(),
  datasetVersion: z.object({ id: z.string(), number: z.number(), parent: z.object({ id: z.string() }).nullable() }).nullable(), trainingRun: z.object({ id: z.string() }).nullable(), candidate: z.object({ id: z.string() }).nullable(), baseline: z.object({ id: z.string() }).nullable(),
});
export type Cycle = z.infer<typeof cycle>;
const CYCLE = 'id number state trigger triggerNumbers { name value } metric reason candidateValue baselineValue leavesDataOut datasetVersion { id number parent { id } } trainingRun { id } candidate { id } baseline { id }';
const fault = z.object({ code: z.string(), message: z.string(), path: z.array(z.string()).nullable() });
const event = z.object({ state: z.string(), reason: z.string().nullable(), cycle: z.object({ id: z.string(), number: z.number(), state: z.string(), trainingRun: z.object({ state: z.string() }).nullable() }) });
const batch = z.object({ flywheelEvents: z.object({ cursor: z.string(), events: z.array(event) }) });
export type WheelEvent = z.infer<typeof event>;
const ends = new Set(['PROMOTED', 'HELD', 'FAILED']);

export interface Wheel {
  readonly datasetId: string;
  readonly modelId: string;
  readonly modelVersionId: string;
}

/** Turning a wheel through the public API. */
export function wheeling(app: () => StoringFlywheel) {
  const { dataset, finished, imported } = appending(app);
  const { giveBatch } = giving(app);
  const data = <T>(shape: z.ZodType<T>, query: string, variables: Readonly<Record<string, unknown>>) => app().data(shape, query, variables);
  const ask = async (modelId: string, text: string, subject: string): Promise<{ id: string; label: string }> => {
    const shape = z.object({ generate: z.object({ generation: z.object({ id: z.string(), outputs: z.array(z.object({ label: z.string() })) }) }) });
    const { generate } = await data(shape, 'mutation ($input: GenerateInput!) { generate(input: $input) { generation { id outputs { ... on ClassificationOutput { label } } } } }', { input: { modelId, prompt: { bayes: { text } }, waitSeconds: 60, subject } });
    return { id: generate.generation.id, label: generate.generation.outputs[0]?.label ?? '' };
  };
  /** The events of a policy, one by one, from the first on. */
  async function* events(policyId: string): AsyncGenerator<WheelEvent, void, void> {
    for await (const item of follow(app(), 'subscription ($id: ID!) { flywheelEvents(flywheelPolicyId: $id) { cursor events { state reason cycle { id number state trainingRun { state } } } } }', { id: policyId })) yield* batch.parse(item).flywheelEvents.events;
  }
  return {
    ask, events,
    /** A dataset whose training split knows few words, whose test split has all; and a first model, in production. */
    async begin(): Promise<Wheel> {
      const datasetId = await dataset('TEXT');
      const rows = [...range(0, 120).map((at) => [at, 'train', KNOWN] as const), ...range(1000, 1030).map((at) => [at, 'validation', WORDS] as const), ...range(2000, 2400).map((at) => [at, 'test', WORDS] as const)];
      const version = await imported(datasetId, 'JSONL', 'texts.jsonl', jsonl(rows.map(([at, split, words]) => ({ text: textOf(at, words), label: labelOf(at), split }))), { columns: { label: 'label', split: 'split' } });
      const { modelVersionId } = await train(app(), version.id, { bayes: {} });
      const { node } = await data(z.object({ node: z.object({ model: z.object({ id: z.string() }) }) }), 'query ($id: ID!) { node(id: $id) { ... on ModelVersion { model { id } } } }', { id: modelVersionId });
      await data(z.object({ setModelAlias: z.object({ userErrors: z.array(fault).length(0) }) }), 'mutation ($input: SetModelAliasInput!) { setModelAlias(input: $input) { userErrors { code message path } } }', { input: { modelId: node.model.id, alias: 'production', modelVersionId } });
      return { datasetId, modelId: node.model.id, modelVersionId };
    },
    /** People use what is in production for these texts, and say of each what its class is. Answers with the generation of each, in their order. */
    async use({ modelId }: Wheel, indexes: readonly number[], truth: (index: number) => Label = labelOf): Promise<string[]> {
      const asked = await Promise.all(indexes.map(async (index) => ({ index, ...(await ask(modelId, textOf(index, WORDS), `person-${index}`)) })));
      const said = await giveBatch(asked.map(({ index, id, label }) => ({ generationId: id, subject: `person-${index}`, ...(truth(index) === label ? { rating: 'POSITIVE' } : { correction: { label: truth(index) } }) })));
      if (said.stored !== indexes.length) throw new Error(JSON.stringify(said));
      return asked.map(({ id }) => id);
    },
    async setPolicy({ modelId, datasetId }: Wheel, options: Readonly<Record<string, unknown>> = {}) {
      const shape = z.object({ setFlywheelPolicy: z.object({ flywheelPolicy: z.object({ id: z.string(), revision: z.number(), enabled: z.boolean() }).nullable(), userErrors: z.array(fault) }) });
      const input = { modelId, datasetId, algorithm: { bayes: {} }, minimumFeedback: 30, metric: 'accuracy', minimumImprovement: 0.01, ...options };
      return (await data(shape, 'mutation ($input: SetFlywheelPolicyInput!) { setFlywheelPolicy(input: $input) { flywheelPolicy { id revision enabled } userErrors { code message path } } }', { input })).setFlywheelPolicy;
    },
    async policyOf({ modelId }: Pick<Wheel, 'modelId'>): Promise<string> {
      const shape = z.object({ node: z.object({ flywheelPolicy: z.object({ id: z.string() }) }) });
      return (await data(shape, 'query ($id: ID!) { node(id: $id) { ... on Model { flywheelPolicy { id } } } }', { id: modelId })).node.flywheelPolicy.id;
    },
    async pause(mutation: 'pauseFlywheel' | 'resumeFlywheel', flywheelPolicyId: string) {
      const shape = z.object({ paused: z.object({ flywheelPolicy: z.object({ revision: z.number(), enabled: z.boolean(), minimumFeedback: z.number() }).nullable(), userErrors: z.array(fault) }) });
      const type = mutation === 'pauseFlywheel' ? 'PauseFlywheelInput' : 'ResumeFlywheelInput';
      return (await data(shape, `mutation ($input: ${type}!) { paused: ${mutation}(input: $input) { flywheelPolicy { revision enabled minimumFeedback } userErrors { code message path } } }`, { input: { flywheelPolicyId } })).paused;
    },
    async turn(flywheelPolicyId: string, idempotencyKey?: string) {
      const shape = z.object({ turnFlywheel: z.object({ flywheelCycle: z.object({ state: z.string() }).nullable(), userErrors: z.array(fault) }) });
      return (await data(shape, 'mutation ($input: TurnFlywheelInput!) { turnFlywheel(input: $input) { flywheelCycle { state } userErrors { code message path } } }', { input: { flywheelPolicyId, idempotencyKey } })).turnFlywheel;
    },
    async lookAt(policyId: string) {
      const shape = z.object({ node: z.object({ trainingSecondsOfWeek: z.number(), waitingReason: z.string().nullable() }) });
      return (await data(shape, 'query ($id: ID!) { node(id: $id) { ... on FlywheelPolicy { trainingSecondsOfWeek waitingReason } } }', { id: policyId })).node;
    },
    /** Waits for the end of the n-th cycle of a policy, or for a state of it; all its events until then. */
    async until(policyId: string, number: number, state?: string): Promise<WheelEvent[]> {
      const seen: WheelEvent[] = [];
      for await (const one of events(policyId)) {
        if (one.cycle.number !== number) continue;
        seen.push(one);
        if (state === undefined ? ends.has(one.state) : one.state === state) return seen;
      }
      throw new Error('The events ended.');
    },
    async cycles(policyId: string): Promise<Cycle[]> {
      const shape = z.object({ node: z.object({ cycles: z.object({ edges: z.array(z.object({ node: cycle })) }) }) });
      return (await data(shape, `query ($id: ID!) { node(id: $id) { ... on FlywheelPolicy { cycles(first: 20) { edges { node { ${CYCLE} } } } } } }`, { id: policyId })).node.cycles.edges.map(({ node }) => node).reverse();
    },
    async decide(mutation: 'approveFlywheelCycle' | 'holdFlywheelCycle', flywheelCycleId: string, reason = 'Looked at by a person.') {
      const shape = z.object({ decided: z.object({ flywheelCycle: z.object({ state: z.string() }).nullable(), userErrors: z.array(fault) }) });
      return (await data(shape, `mutation ($input: DecideFlywheelCycleInput!) { decided: ${mutation}(input: $input) { flywheelCycle { state } userErrors { code message path } } }`, { input: { flywheelCycleId, reason } })).decided;
    },
    /** What a version has that the one before lacks; 100 at most. */
    async added(datasetVersionId: string): Promise<ReadonlyMap<string, string | null>> {
      const shape = z.object({ node: z.object({ diff: z.object({ samples: z.object({ edges: z.array(z.object({ node: z.object({ after: z.object({ label: z.string().nullable(), content: z.object({ text: z.string() }) }) }) })) }) }) }) });
      const { node } = await data(shape, 'query ($id: ID!) { node(id: $id) { ... on DatasetVersion { diff { samples(first: 100, change: ADDED) { edges { node { after { label content { ... on TextSample { text } } } } } } } } } }', { id: datasetVersionId });
      return new Map(node.diff.samples.edges.map(({ node: { after } }) => [after.content.text, after.label]));
    },
    /** Generations whose prompts wait for review, and why. */
    async waiting({ modelId }: Wheel): Promise<ReadonlyMap<string, string>> {
      const shape = z.object({ node: z.object({ consensusLabels: z.object({ edges: z.array(z.object({ node: z.object({ reason: z.string(), generation: z.object({ id: z.string() }) }) })), pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }) }) }) });
      const found = new Map<string, string>();
      for (let after: string | null = null, more = true; more; ) {
        const { node }: z.infer<typeof shape> = await data(shape, 'query ($id: ID!, $after: String) { node(id: $id) { ... on Model { consensusLabels(first: 100, after: $after, state: REVIEW) { edges { node { reason generation { id } } } pageInfo { hasNextPage endCursor } } } } }', { id: modelId, after });
        for (const edge of node.consensusLabels.edges) found.set(edge.node.generation.id, edge.node.reason);
        [after, more] = [node.consensusLabels.pageInfo.endCursor, node.consensusLabels.pageInfo.hasNextPage];
      }
      return found;
    },
    /** A reviewer takes what is most uncertain, and settles it. Answers with its text. */
    async review({ modelId }: Wheel, labelOfText: (text: string) => Label): Promise<string> {
      const claimed = z.object({ claimReviewTask: z.object({ review: z.object({ id: z.string(), task: z.object({ prompt: z.object({ text: z.string() }) }) }) }) });
      const { id, task } = (await data(claimed, 'mutation ($input: ClaimReviewTaskInput!) { claimReviewTask(input: $input) { review { id task { prompt } } } }', { input: { modelId } })).claimReviewTask.review;
      await data(z.object({ labelReviewTask: z.object({ userErrors: z.array(fault).length(0) }) }), 'mutation ($input: LabelReviewTaskInput!) { labelReviewTask(input: $input) { userErrors { code message path } } }', { input: { reviewId: id, label: labelOfText(task.prompt.text) } });
      return task.prompt.text;
    },
    /** A person labels a sample anew; waits for the version that this makes. */
    async relabel(datasetVersionId: string, position: number, label: string): Promise<void> {
      const shape = z.object({ relabelSamples: z.object({ datasetVersion: z.object({ id: z.string() }) }) });
      const { relabelSamples } = await data(shape, 'mutation ($input: RelabelSamplesInput!) { relabelSamples(input: $input) { datasetVersion { id } } }', { input: { datasetVersionId, labels: [{ position, label }] } });
      await finished(relabelSamples.datasetVersion.id);
    },
    async production({ modelId }: Wheel): Promise<string | undefined> {
      const shape = z.object({ node: z.object({ versions: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string(), aliases: z.array(z.string()) }) })) }) }) });
      const { node } = await data(shape, 'query ($id: ID!) { node(id: $id) { ... on Model { versions(first: 20) { edges { node { id aliases } } } } } }', { id: modelId });
      return node.versions.edges.find(({ node: { aliases } }) => aliases.includes('production'))?.node.id;
    },
  };
}
