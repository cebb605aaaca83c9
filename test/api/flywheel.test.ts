import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { range } from '../support/appending.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { labelOf, textOf, type Wheel, wheelEnvironment, wheeling, type WheelEvent, WORDS } from '../support/wheel.ts';

let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1, environment: wheelEnvironment });
});
afterAll(() => app.stop());
/** A cycle starts a process each for its version, its run and its evaluations. */
const SLOW_MS = 240_000;
const { begin, use, setPolicy, pause, turn, lookAt, until, cycles, decide, production, events, added, waiting, review, relabel } = wheeling(() => app);
/** What nobody who knows would say. */
const wrong = (index: number) => labelOf(index + 1);

describe('a wheel that turns by itself', () => {
  let wheel: Wheel;
  let policyId: string;
  const spoiling = range(11_000, 11_180);
  /** Their generations. */
  let spoilt: string[];
  beforeAll(async () => {
    wheel = await begin();
    policyId = (await setPolicy(wheel)).flywheelPolicy?.id ?? '';
  });

  test('makes a version of what people said, trains, measures beside production, and promotes what is better beyond chance', async () => {
    await use(wheel, range(10_000, 10_060));
    const seen = await until(policyId, 1);
    expect(seen.map(({ state }) => state)).toEqual(['ASSESSING', 'TRAINING', 'EVALUATING', 'PROMOTED']);
    // As it is with each event, not as the first that named the run found it.
    expect(seen.at(-1)?.cycle).toMatchObject({ state: 'PROMOTED', trainingRun: { state: 'SUCCEEDED' } });
    const [cycle] = await cycles(policyId);
    expect(cycle).toMatchObject({ number: 1, trigger: 'FEEDBACK', state: 'PROMOTED', metric: 'accuracy', baseline: { id: wheel.modelVersionId }, datasetVersion: { number: 2 } });
    expect((cycle?.candidateValue ?? 0) - (cycle?.baselineValue ?? 1)).toBeGreaterThan(0.1);
    expect(await production(wheel)).toBe(cycle?.candidate?.id);
    const shape = z.object({ node: z.object({ aliasHistory: z.array(z.object({ source: z.string(), actor: z.string(), reason: z.string().nullable(), numbers: z.array(z.object({ name: z.string(), value: z.number() })) })) }) });
    const { node } = await app.data(shape, 'query ($id: ID!) { node(id: $id) { ... on Model { aliasHistory { source actor reason numbers { name value } } } } }', { id: wheel.modelId });
    const change = node.aliasHistory.find(({ source }) => source === 'POLICY');
    expect(change).toMatchObject({ actor: 'policy' });
    expect(change?.numbers.find(({ name }) => name === 'accuracy/candidate')?.value).toBe(cycle?.candidateValue);
  }, SLOW_MS);

  test('holds what a bad batch has spoilt, which is to nobody’s credit', async () => {
    const before = await production(wheel);
    spoilt = await use(wheel, spoiling, wrong);
    expect((await until(policyId, 2)).at(-1)?.state).toBe('HELD');
    expect((await cycles(policyId))[1]).toMatchObject({ state: 'HELD', leavesDataOut: true });
    expect(await production(wheel)).toBe(before);
    const credit = await app.data(z.object({ contributor: z.object({ accepted: z.number(), feedback: z.object({ total: z.number() }) }) }), '{ contributor(subject: "person-11000") { accepted feedback { total } } }');
    expect(credit.contributor).toEqual({ accepted: 0, feedback: { total: 1 } });
  }, SLOW_MS);

  test('the next cycle has the good again: what was held waits for review, and what a reviewer settles of it, or people say of the same prompts later, comes back', async () => {
    const held = new Map(spoilt.map((id) => [id, 'It came with what did harm in cycle 2.']));
    expect(await waiting(wheel)).toEqual(held);
    const labels = new Map(spoiling.map((index) => [textOf(index, WORDS), labelOf(index)]));
    const settled = await review(wheel, (text) => labels.get(text) ?? 'card');
    const again = spoiling.slice(0, 30).filter((index) => textOf(index, WORDS) !== settled);
    const fresh = range(12_000, 12_060);
    await use(wheel, [...again, ...fresh]);
    await until(policyId, 3);
    const [first, , third] = await cycles(policyId);
    expect(third?.datasetVersion?.parent?.id).toBe(first?.datasetVersion?.id);
    expect(third?.candidateValue ?? 0).toBeGreaterThan(third?.baselineValue ?? 1);
    const back = new Set([settled, ...again.map((index) => textOf(index, WORDS))]);
    const right = [...labels].filter(([text]) => back.has(text));
    expect(await added(third?.datasetVersion?.id ?? '')).toEqual(new Map([...right, ...fresh.map((index) => [textOf(index, WORDS), labelOf(index)] as const)]));
    const left = [...held.keys()].filter((_, at) => !back.has(textOf(spoiling[at] ?? 0, WORDS)));
    expect([...(await waiting(wheel)).keys()].sort()).toEqual([...left].sort());
    // Whoever goes on from the version that was held has them all; what does harm again is set aside again.
    await relabel((await cycles(policyId))[1]?.datasetVersion?.id ?? '', 0, 'card');
    expect(await waiting(wheel)).toEqual(new Map());
    expect((await turn(policyId)).userErrors).toEqual([]);
    expect((await until(policyId, 4)).at(-1)?.state).toBe('HELD');
    expect(await waiting(wheel)).toEqual(new Map(left.map((id) => [id, 'It came with what did harm in cycle 4.'])));
  }, SLOW_MS);

  test('what is wrong is told by field', async () => {
    expect((await setPolicy(wheel, { metric: 'no metric' })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['metric'] }]);
    expect((await setPolicy(wheel, { minimumFeedback: 0 })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['minimumFeedback'] }]);
    expect((await setPolicy(wheel, { algorithm: { bayes: { smoothing: -1 } } })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['algorithm', 'bayes', 'smoothing'] }]);
    expect((await setPolicy({ ...wheel, modelId: wheel.datasetId })).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['modelId'] }]);
    expect((await setPolicy(wheel, { expectedRevision: 99 })).userErrors).toMatchObject([{ code: 'CONFLICT', path: ['expectedRevision'] }]);
    expect((await setPolicy(wheel, { maximumDrift: 0 })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['maximumDrift'] }]);
    expect((await setPolicy(wheel, { weeklyTrainingSeconds: 0.5 })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['weeklyTrainingSeconds'] }]);
  });

  test('a week that has no training left holds cycles, whoever asks for them, and says so', async () => {
    await setPolicy(wheel, { weeklyTrainingSeconds: 1 });
    const { trainingSecondsOfWeek, waitingReason } = await lookAt(policyId);
    expect(trainingSecondsOfWeek).toBeGreaterThan(0);
    expect(waitingReason).toMatch(/The training of a week is used up: \d+ of 1 seconds/);
    expect((await turn(policyId)).userErrors).toMatchObject([{ code: 'QUOTA_EXCEEDED', path: ['flywheelPolicyId'] }]);
    await setPolicy(wheel, { weeklyTrainingSeconds: 100_000 });
    expect((await lookAt(policyId)).waitingReason).toBeNull();
  });
});

describe('a wheel that a person turns', () => {
  let wheel: Wheel;
  let policyId: string;
  beforeAll(async () => {
    wheel = await begin();
    policyId = (await setPolicy(wheel, { minimumFeedback: 1000, minimumImprovement: 0.9, idempotencyKey: 'made once' })).flywheelPolicy?.id ?? '';
  });

  test('is set once under an idempotency key, and paused and resumed without being told its rules again', async () => {
    const again = await setPolicy(wheel, { minimumFeedback: 1000, minimumImprovement: 0.9, idempotencyKey: 'made once' });
    expect(again).toEqual({ flywheelPolicy: { id: policyId, revision: 1, enabled: true }, userErrors: [] });
    expect((await setPolicy(wheel, { minimumFeedback: 7, idempotencyKey: 'made once' })).userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
    expect(await pause('pauseFlywheel', policyId)).toEqual({ flywheelPolicy: { revision: 2, enabled: false, minimumFeedback: 1000 }, userErrors: [] });
    expect((await pause('pauseFlywheel', policyId)).flywheelPolicy?.revision).toBe(2);
    expect((await lookAt(policyId)).waitingReason).toMatch(/paused/);
    expect((await turn(policyId)).userErrors).toMatchObject([{ code: 'INVALID_STATE', path: ['flywheelPolicyId'] }]);
    expect(await pause('resumeFlywheel', policyId)).toEqual({ flywheelPolicy: { revision: 3, enabled: true, minimumFeedback: 1000 }, userErrors: [] });
    expect((await pause('pauseFlywheel', wheel.datasetId)).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['flywheelPolicyId'] }]);
  });

  test('tries the same data once: with nothing usable it says how many records there are and are needed, with more it turns again', async () => {
    const nothing = { code: 'INVALID_STATE', path: ['flywheelPolicyId'], message: expect.stringMatching(/0 usable records .* at least 1 is needed \(1000 .*version 1 .* tried already/) as unknown };
    expect(await turn(policyId)).toMatchObject({ flywheelCycle: null, userErrors: [nothing] });
    expect(await cycles(policyId)).toEqual([]);
    await use(wheel, range(14_000, 14_030));
    expect(await turn(policyId)).toMatchObject({ flywheelCycle: { state: 'ASSESSING' }, userErrors: [] });
    expect((await turn(policyId)).userErrors).toMatchObject([{ code: 'INVALID_STATE', path: ['flywheelPolicyId'] }]);
    expect((await until(policyId, 1)).at(-1)).toMatchObject({ state: 'HELD', reason: expect.stringMatching(/0\.9 is asked/) as unknown });
    expect((await turn(policyId)).userErrors).toMatchObject([{ ...nothing, message: expect.stringMatching(/0 usable records .*version 2 .* tried already/) as unknown }]);
    await use(wheel, range(15_000, 15_003));
    expect((await turn(policyId)).userErrors).toEqual([]);
    await until(policyId, 2, 'TRAINING');
    const [first, second] = await cycles(policyId);
    expect(first).toMatchObject({ leavesDataOut: false, trigger: 'PERSON' });
    expect(second?.datasetVersion?.parent?.id).toBe(first?.datasetVersion?.id);
    expect((await decide('holdFlywheelCycle', second?.id ?? '')).flywheelCycle?.state).toBe('HELD');
  }, SLOW_MS);

  test('trains on a version that no cycle has measured: what was left, or a person has mended', async () => {
    expect((await turn(policyId)).userErrors).toEqual([]);
    await until(policyId, 3, 'TRAINING');
    const [, second, third] = await cycles(policyId);
    expect(third?.datasetVersion?.id).toBe(second?.datasetVersion?.id);
    await decide('holdFlywheelCycle', third?.id ?? '');
  }, SLOW_MS);

  test('turns by itself once answers drift from what production learned from, with one usable record', async () => {
    await setPolicy(wheel, { minimumFeedback: 1000, maximumDrift: 0.05 });
    await use(wheel, range(16_000, 16_110));
    await until(policyId, 4, 'ASSESSING');
    const fourth = (await cycles(policyId))[3];
    expect(fourth?.trigger).toBe('DRIFT');
    expect(fourth?.triggerNumbers.find(({ name }) => name === 'drift')?.value).toBeGreaterThan(0.05);
    await decide('holdFlywheelCycle', fourth?.id ?? '');
    await pause('pauseFlywheel', policyId);
  }, SLOW_MS);
});

test('a worker killed in each step of a cycle: one cycle, one version, one run, and each event once; then it waits for a person who has to agree', async () => {
  const wheel = await begin();
  const policyId = (await setPolicy(wheel, { requireApproval: true })).flywheelPolicy?.id ?? '';
  await use(wheel, range(20_000, 20_060));
  const seen: WheelEvent[] = [];
  for await (const event of events(policyId)) {
    seen.push(event);
    if (event.state === 'AWAITING_APPROVAL') break;
    const worker = app.workers.at(-1);
    const gone = worker && once(worker, 'exit');
    worker?.kill('SIGKILL');
    await gone;
    await app.startWorker();
  }
  expect(seen.map(({ state }) => state)).toEqual(['ASSESSING', 'TRAINING', 'EVALUATING', 'AWAITING_APPROVAL']);
  const [cycle, ...others] = await cycles(policyId);
  expect(others).toEqual([]);
  const shape = z.object({ node: z.object({ versions: z.object({ edges: z.array(z.object({ node: z.object({ number: z.number() }) })) }) }) });
  const { node } = await app.data(shape, 'query ($id: ID!) { node(id: $id) { ... on Dataset { versions(first: 10) { edges { node { number } } } } ... on Model { versions(first: 10) { edges { node { number } } } } } }', { id: wheel.datasetId });
  expect(node.versions.edges).toHaveLength(2);

  const id = cycle?.id ?? '';
  expect(await production(wheel)).toBe(wheel.modelVersionId);
  expect(await decide('approveFlywheelCycle', id)).toEqual({ flywheelCycle: { state: 'PROMOTED' }, userErrors: [] });
  expect(await production(wheel)).toBe(cycle?.candidate?.id);
  expect((await decide('holdFlywheelCycle', id)).userErrors).toMatchObject([{ code: 'INVALID_STATE', path: ['flywheelCycleId'] }]);
}, SLOW_MS);
