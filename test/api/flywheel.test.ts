import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { range } from '../support/appending.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { labelOf, type Wheel, wheelEnvironment, wheeling } from '../support/wheel.ts';

let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1, environment: wheelEnvironment });
});
afterAll(() => app.stop());
/** A cycle starts a process each for its version, its run and its evaluations. */
const SLOW_MS = 240_000;
const { begin, use, setPolicy, until, cycles, decide, production, events } = wheeling(() => app);
/** What nobody who knows would say. */
const wrong = (index: number) => labelOf(index + 1);

describe('a wheel that turns by itself', () => {
  let wheel: Wheel;
  let policyId: string;
  beforeAll(async () => {
    wheel = await begin();
    policyId = (await setPolicy(wheel)).flywheelPolicy?.id ?? '';
  });

  test('makes a version of what people said, trains, measures beside production, and promotes what is better beyond chance', async () => {
    await use(wheel, range(10_000, 10_060));
    expect((await until(policyId, 1)).map(({ state }) => state)).toEqual(['ASSESSING', 'TRAINING', 'EVALUATING', 'PROMOTED']);
    const [cycle] = await cycles(policyId);
    expect(cycle).toMatchObject({ number: 1, trigger: 'FEEDBACK', state: 'PROMOTED', baseline: { id: wheel.modelVersionId }, datasetVersion: { number: 2 } });
    expect((cycle?.candidateValue ?? 0) - (cycle?.baselineValue ?? 1)).toBeGreaterThan(0.1);
    expect(await production(wheel)).toBe(cycle?.candidate?.id);
    const shape = z.object({ node: z.object({ aliasHistory: z.array(z.object({ source: z.string(), actor: z.string(), reason: z.string().nullable(), numbers: z.array(z.object({ name: z.string(), value: z.number() })) })) }) });
    const { node } = await app.data(shape, 'query ($id: ID!) { node(id: $id) { ... on Model { aliasHistory { source actor reason numbers { name value } } } } }', { id: wheel.modelId });
    const change = node.aliasHistory.find(({ source }) => source === 'POLICY');
    expect(change).toMatchObject({ actor: 'policy' });
    expect(change?.numbers.find(({ name }) => name === 'accuracy/candidate')?.value).toBe(cycle?.candidateValue);
  }, SLOW_MS);

  test('holds what a bad batch has spoilt, and leaves that out of the next, which has the good again', async () => {
    const before = await production(wheel);
    await use(wheel, range(11_000, 11_180), wrong);
    expect((await until(policyId, 2)).at(-1)?.state).toBe('HELD');
    const spoilt = (await cycles(policyId))[1];
    expect(spoilt).toMatchObject({ state: 'HELD', leavesDataOut: true });
    expect(await production(wheel)).toBe(before);
    const credit = await app.data(z.object({ contributor: z.object({ accepted: z.number(), feedback: z.object({ total: z.number() }) }) }), '{ contributor(subject: "person-11000") { accepted feedback { total } } }');
    expect(credit.contributor).toEqual({ accepted: 0, feedback: { total: 1 } });
    await use(wheel, range(12_000, 12_060));
    await until(policyId, 3);
    const [first, , third] = await cycles(policyId);
    expect(third?.datasetVersion?.parent?.id).toBe(first?.datasetVersion?.id);
    expect(third?.candidateValue ?? 0).toBeGreaterThan(third?.baselineValue ?? 1);
  }, SLOW_MS);

  test('waits for a person where one has to agree', async () => {
    const other = await begin();
    const asked = (await setPolicy(other, { requireApproval: true })).flywheelPolicy?.id ?? '';
    await use(other, range(13_000, 13_060));
    const id = (await until(asked, 1, 'AWAITING_APPROVAL')).at(-1)?.cycle.id ?? '';
    expect(await production(other)).toBe(other.modelVersionId);
    expect(await decide('approveFlywheelCycle', id)).toEqual({ flywheelCycle: { state: 'PROMOTED' }, userErrors: [] });
    expect(await production(other)).toBe((await cycles(asked))[0]?.candidate?.id);
    expect((await decide('holdFlywheelCycle', id)).userErrors).toMatchObject([{ code: 'INVALID_STATE', path: ['cycleId'] }]);
  }, SLOW_MS);

  test('what is wrong is told by field', async () => {
    expect((await setPolicy(wheel, { metric: 'no metric' })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['metric'] }]);
    expect((await setPolicy(wheel, { minimumFeedback: 0 })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['minimumFeedback'] }]);
    expect((await setPolicy(wheel, { algorithm: { bayes: { smoothing: -1 } } })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['algorithm', 'bayes', 'smoothing'] }]);
    expect((await setPolicy({ ...wheel, modelId: wheel.datasetId })).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['modelId'] }]);
    expect((await setPolicy(wheel, { expectedRevision: 99 })).userErrors).toMatchObject([{ code: 'CONFLICT', path: ['expectedRevision'] }]);
  });
});

test('a worker killed in each step of a cycle: one cycle, one version, one run, and each event once', async () => {
  const wheel = await begin();
  const policyId = (await setPolicy(wheel)).flywheelPolicy?.id ?? '';
  await use(wheel, range(20_000, 20_060));
  const states: string[] = [];
  for await (const { state } of events(policyId)) {
    states.push(state);
    if (state === 'PROMOTED') break;
    const worker = app.workers.at(-1);
    const gone = worker && once(worker, 'exit');
    worker?.kill('SIGKILL');
    await gone;
    await app.startWorker();
  }
  expect(states).toEqual(['ASSESSING', 'TRAINING', 'EVALUATING', 'PROMOTED']);
  expect(await cycles(policyId)).toHaveLength(1);
  const shape = z.object({ node: z.object({ versions: z.object({ edges: z.array(z.object({ node: z.object({ number: z.number() }) })) }) }) });
  const { node } = await app.data(shape, 'query ($id: ID!) { node(id: $id) { ... on Dataset { versions(first: 10) { edges { node { number } } } } ... on Model { versions(first: 10) { edges { node { number } } } } } }', { id: wheel.datasetId });
  expect(node.versions.edges).toHaveLength(2);
}, SLOW_MS);
