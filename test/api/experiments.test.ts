import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { apiClient } from '../support/api-client.ts';
import { askModel, changed, changeExperiment, type ExperimentView, moveProduction, rate, readExperiment, verdictEnvironment, verdictModel } from '../support/experiments.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { follow } from '../support/follow.ts';
import { importDigits } from '../support/trained-model.ts';

vi.setConfig({ testTimeout: 120_000 });

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

let app: Flywheel;
let modelId: string;
/** Says YES, says NO, breaks. */
let versions: string[];
/** What ran last, to be ended after the test. */
let running: ExperimentView | undefined;

beforeAll(async () => {
  app = await startFlywheel({ workers: 1, environment: verdictEnvironment });
  ({ modelId, versions } = await verdictModel(app, await importDigits(app), ['YES', 'NO', 'BREAKS']));
  await moveProduction(app, 'setModelAlias', { modelId, modelVersionId: versions[0] });
}, 180_000);
afterAll(() => app.stop());

afterEach(async () => {
  if (running) await changeExperiment(app, 'stopExperiment', { experimentId: running.id, reason: 'The test is over.' });
  running = undefined;
});

const start = async (input: Record<string, unknown>) => (running = await changed(app, 'startExperiment', { modelId, candidateId: versions[1], share: 0.5, ...input }));
const armsOf = async (client: Pick<Flywheel, 'data'>, id: string, subjects: readonly string[]) =>
  (await client.data(z.object({ node: z.object({ armsOf: z.array(z.string()) }) }), 'query ($id: ID!, $subjects: [String!]!) { node(id: $id) { ... on Experiment { armsOf(subjects: $subjects) } } }', { id, subjects })).node.armsOf;

describe('the history of production', () => {
  const change = z.looseObject({ source: z.string(), reason: z.string().nullable(), actor: z.string(), modelVersion: z.object({ number: z.number() }), previousModelVersion: z.object({ number: z.number() }).nullable() });
  const history = async () => (await app.data(z.object({ node: z.object({ aliasHistory: z.array(change) }) }), 'query ($id: ID!) { node(id: $id) { ... on Model { aliasHistory(alias: "production") { source reason actor modelVersion { number } previousModelVersion { number } } } } }', { id: modelId })).node.aliasHistory;
  const move = (version: number, input: Record<string, unknown> = {}) => moveProduction(app, 'setModelAlias', { modelId, modelVersionId: versions[version - 1], ...input });
  const back = (from: number, input: Record<string, unknown> = {}) => moveProduction(app, 'rollBackModelAlias', { modelId, expectedModelVersionId: versions[from - 1], reason: 'Complaints.', ...input });

  test('says who moved it where, from where, why; rollbacks go back step by step, each once', async () => {
    await move(2, { reason: 'Better on paper.' });
    await move(3);
    expect((await back(2)).userErrors).toMatchObject([{ code: 'CONFLICT', path: ['expectedModelVersionId'], message: 'production stands on another version by now; look again.' }]);
    expect((await back(3, { reason: '  ' })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['reason'] }]);
    const answers = await Promise.all(range(4).map(() => back(3)));
    expect(answers.filter(({ production }) => production === versions[1])).toHaveLength(1);
    expect(answers.filter(({ userErrors: [fault] }) => fault?.code === 'CONFLICT')).toHaveLength(3);
    const key = { idempotencyKey: 'back to the first' };
    expect((await back(2, key)).production).toBe(versions[0]);
    expect((await back(2, key)).userErrors, 'asked again after a lost answer').toEqual([]);
    expect((await back(1)).userErrors).toMatchObject([{ code: 'INVALID_STATE', path: ['alias'], message: 'production has stood on no other version before.' }]);
    expect((await back(1, { alias: 'staging' })).userErrors).toMatchObject([{ code: 'INVALID_STATE', message: '"staging" is not set, so there is nothing to roll back.' }]);
    expect((await history()).map(({ source, reason, actor, modelVersion, previousModelVersion }) => [source, previousModelVersion?.number, modelVersion.number, reason, actor])).toEqual([
      ['ROLLBACK', 2, 1, 'Complaints.', 'Root key'],
      ['ROLLBACK', 3, 2, 'Complaints.', 'Root key'],
      ['PERSON', 2, 3, null, 'Root key'],
      ['PERSON', 1, 2, 'Better on paper.', 'Root key'],
      ['PERSON', undefined, 1, null, 'Root key'],
    ]);
  });

  test('loses no update: of those who have seen the same, one moves it', async () => {
    const answers = await Promise.all(range(6).map((index) => move(2 + (index % 2), { expectedModelVersionId: versions[0] })));
    const winners = answers.filter(({ userErrors }) => userErrors.length === 0);
    // Who asked for what the first one had set already agrees with it, if it came in time; nobody moved it a second time.
    expect(new Set(winners.map(({ production }) => production)).size).toBe(1);
    expect(answers.filter(({ userErrors: [fault] }) => fault?.code === 'CONFLICT')).toHaveLength(6 - winners.length);
    const [newest, before] = await history();
    expect([newest?.previousModelVersion?.number, before?.source]).toEqual([1, 'ROLLBACK']);
    await back(newest?.modelVersion.number ?? 0);
  });

  test('is not changed by those who may not train', async () => {
    const { createApiKey } = await app.data(z.object({ createApiKey: z.object({ secret: z.string() }) }), 'mutation { createApiKey(input: { name: "Reader", scopes: [READ] }) { secret } }');
    const answer = await app.ask('mutation ($input: RollBackModelAliasInput!) { rollBackModelAlias(input: $input) { userErrors { code } } }', { input: { modelId, expectedModelVersionId: versions[0], reason: 'No.' } }, createApiKey.secret);
    expect(answer.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

describe('who gets which version', () => {
  test('a tenth of 10,000 subjects, the same at another API process, for ever; a greater share only adds', async () => {
    const { id } = await start({ share: 0.1 });
    const other = apiClient((await app.startServer()).url, app.rootKey);
    const thousands = range(10).map((thousand) => range(1000).map((index) => `subject-${thousand * 1000 + index}`));
    const arms = (await Promise.all(thousands.map((subjects) => armsOf(app, id, subjects)))).flat();
    const candidates = arms.filter((arm) => arm === 'CANDIDATE').length;
    expect(candidates / 10_000).toBeGreaterThan(0.09);
    expect(candidates / 10_000).toBeLessThan(0.11);
    expect((await Promise.all(thousands.map((subjects) => armsOf(other, id, subjects)))).flat()).toEqual(arms);

    // What is answered is what was said, at either process, each time.
    const some = [...thousands.flat().filter((_, index) => arms[index] === 'CANDIDATE').slice(0, 6), ...thousands.flat().filter((_, index) => arms[index] === 'CONTROL').slice(0, 6)];
    for (const client of [app, other, app]) {
      const made = await Promise.all(some.map((subject) => askModel(client, modelId, subject)));
      expect(made.map(({ arm }) => arm)).toEqual(some.map((_, index) => (index < 6 ? 'CANDIDATE' : 'CONTROL')));
      expect(made.map(({ modelVersion }) => modelVersion.id)).toEqual(some.map((_, index) => versions[index < 6 ? 1 : 0]));
      expect(made.every(({ experiment }) => experiment?.id === id)).toBe(true);
    }

    expect(await changed(app, 'setExperimentShare', { experimentId: id, share: 0.3 })).toMatchObject({ share: 0.3, revision: 2 });
    const grown = (await Promise.all(thousands.map((subjects) => armsOf(other, id, subjects)))).flat();
    expect(grown.filter((arm) => arm === 'CANDIDATE').length / 10_000).toBeCloseTo(0.3, 1);
    expect(arms.every((arm, index) => arm === 'CONTROL' || grown[index] === 'CANDIDATE')).toBe(true);
    const { userErrors } = await changeExperiment(app, 'setExperimentShare', { experimentId: id, share: 0.2 });
    expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['share'], message: expect.stringContaining('can only grow from 0.3') }]);
  });

  test('a version that is named, and generations without a subject, which are drawn one by one', async () => {
    await start({});
    const query = 'mutation ($input: GenerateInput!) { generate(input: $input) { generation { arm experiment { id } } } }';
    expect((await app.ask(query, { input: { modelVersionId: versions[0], prompt: { verdict: {} }, waitSeconds: 0 } })).data).toEqual({ generate: { generation: { arm: null, experiment: null } } });
    const arms = new Set((await Promise.all(range(20).map(() => askModel(app, modelId, null)))).map(({ arm }) => arm));
    expect(arms).toEqual(new Set(['CONTROL', 'CANDIDATE']));
  });
});

test('a split counts each subject once by its first rating, tells the difference in words, and its end promotes with its numbers', async () => {
  const { id } = await start({ plan: { minimumEffect: 0.3 } });
  const subjects = range(40).map((index) => `rater-${index}`);
  const made = await Promise.all(subjects.map((subject) => askModel(app, modelId, subject, { waitSeconds: 60 })));
  expect(made.every(({ state, arm, outputs: [output] }) => state === 'SUCCEEDED' && output?.label === (arm === 'CANDIDATE' ? 'NO' : 'YES'))).toBe(true);
  // Everybody likes the candidate, nobody the control; one comes again and again, and likes none of the other answers.
  for (const { id: generationId, arm } of made) await rate(app, generationId, arm === 'CANDIDATE');
  const loud = subjects[made.findIndex(({ arm }) => arm === 'CANDIDATE')] ?? '';
  const more = await Promise.all(range(10).map(() => askModel(app, modelId, loud, { waitSeconds: 60 })));
  for (const { id: generationId } of more) await rate(app, generationId, false);
  const of = (arm: string) => made.filter((one) => one.arm === arm).length;
  const { result } = await readExperiment(app, id);
  expect(result.satisfaction).toMatchObject({ controlSubjects: of('CONTROL'), controlShare: 0, candidateSubjects: of('CANDIDATE'), candidateShare: 1, difference: 1 });
  expect(result.satisfaction?.low).toBeGreaterThan(0.2);
  expect(result.errors).toMatchObject({ controlShare: 0, candidateShare: 0, difference: 0 });
  expect(result.allRatings?.difference).toBeCloseTo(of('CANDIDATE') / (of('CANDIDATE') + 10), 10);
  expect(result.arms).toMatchObject([
    { arm: 'CONTROL', modelVersion: { number: 1 }, generations: of('CONTROL'), subjects: of('CONTROL'), failed: 0, feedback: { count: of('CONTROL'), positive: 0 } },
    { arm: 'CANDIDATE', modelVersion: { number: 2 }, generations: of('CANDIDATE') + 10, subjects: of('CANDIDATE'), failed: 0, feedback: { count: of('CANDIDATE') + 10, positive: of('CANDIDATE') } },
  ]);
  expect(result.inWords).toMatch(/^The candidate is better\. 100\.0 % of its \d+ subjects are satisfied, of the control's \d+ 0\.0 %: \+100\.0 points, and between \+\d/);

  const heard = Array.fromAsync(follow(app, 'subscription ($id: ID!) { experimentEvents(experimentId: $id) { events { kind state } } }', { id }));
  const conclusion = { experimentId: id, decision: 'PROMOTE_CANDIDATE', reason: 'People like it.', expectedRevision: 1, idempotencyKey: 'conclude' };
  expect(await changed(app, 'concludeExperiment', conclusion)).toMatchObject({ state: 'CONCLUDED', decision: 'PROMOTE_CANDIDATE', reason: 'People like it.', revision: 2 });
  expect(await changed(app, 'concludeExperiment', conclusion), 'once per key').toMatchObject({ revision: 2 });
  expect(await heard).toEqual(expect.arrayContaining([{ experimentEvents: { events: expect.arrayContaining([{ kind: 'ENDED', state: 'CONCLUDED' }]) } }]));
  expect((await changeExperiment(app, 'stopExperiment', { experimentId: id, reason: 'Late.' })).userErrors).toMatchObject([{ code: 'INVALID_STATE', message: 'The experiment is CONCLUDED already.' }]);
  const history = z.object({ node: z.object({ aliasHistory: z.array(z.looseObject({ numbers: z.array(z.object({ name: z.string(), value: z.number() })) })) }) });
  const { node } = await app.data(history, 'query ($id: ID!) { node(id: $id) { ... on Model { aliasHistory { source reason actor experiment { id } modelVersion { id } previousModelVersion { id } numbers { name value } } } } }', { id: modelId });
  expect(node.aliasHistory[0]).toMatchObject({ source: 'EXPERIMENT', reason: 'People like it.', experiment: { id }, modelVersion: { id: versions[1] }, previousModelVersion: { id: versions[0] } });
  expect(node.aliasHistory[0]?.numbers).toContainEqual({ name: 'satisfaction/difference', value: 1 });

  // And back, in one mutation.
  expect(await moveProduction(app, 'rollBackModelAlias', { modelId, expectedModelVersionId: versions[1], reason: 'Not so good after all.' })).toEqual({ production: versions[0], userErrors: [] });
});

test('a shadow is made beside the answer, shown to nobody, and compared', async () => {
  const { id } = await start({ mode: 'SHADOW', share: 1 });
  const made = await Promise.all(range(6).map((index) => askModel(app, modelId, `watched-${index}`, { waitSeconds: 60 })));
  expect(made.map(({ arm, outputs }) => [arm, outputs[0]?.label])).toEqual(range(6).map(() => ['CONTROL', 'YES']));
  await expect.poll(async () => (await readExperiment(app, id)).result.shadow?.pairs, { timeout: 60_000 }).toBe(6);
  const { result } = await readExperiment(app, id);
  expect(result).toMatchObject({ satisfaction: null, inWords: null, shadow: { onlyCandidateFailed: 0, agreement: 0, agreementLow: 0, agreementHigh: 0 }, arms: [{ arm: 'CONTROL', generations: 6 }, { arm: 'CANDIDATE', generations: 6 }] });
  expect(result.arms[1]?.secondsMedian).toBeGreaterThan(0);

  const shadows = z.object({ node: z.object({ shadows: z.array(z.object({ id: z.string(), agreement: z.number(), shadowOf: z.object({ id: z.string() }), outputs: z.array(z.object({ label: z.string() })) })) }) });
  const { node } = await app.data(shadows, 'query ($id: ID!) { node(id: $id) { ... on Experiment { shadows { id agreement shadowOf { id } outputs { ... on ClassificationOutput { label } } } } } }', { id });
  expect(node.shadows.map(({ shadowOf }) => shadowOf.id).toSorted()).toEqual(made.map((one) => one.id).toSorted());
  expect(node.shadows.every(({ outputs: [output] }) => output?.label === 'NO')).toBe(true);
  const [shadow] = node.shadows;
  expect(await rate(app, shadow?.id ?? '', true)).toEqual(['This generation was made for a comparison and shown to nobody, so nobody can say anything of it.']);
  const listed = await app.data(z.object({ generations: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string() }) })) }) }), '{ generations(first: 6) { edges { node { id } } } }');
  expect(listed.generations.edges.map((edge) => edge.node.id).toSorted()).toEqual(made.map((one) => one.id).toSorted());
  const key = await app.data(z.object({ createApiKey: z.object({ secret: z.string() }) }), 'mutation { createApiKey(input: { name: "App", scopes: [GENERATE, FEEDBACK] }) { secret } }');
  expect((await app.ask('query ($id: ID!) { node(id: $id) { id } }', { id: shadow?.id }, key.createApiKey.secret)).data).toEqual({ node: null });

  // What is no longer wanted is not made.
  const slow = await askModel(app, modelId, 'watched-slowly', { seconds: 50 });
  await app.ask('mutation ($id: ID!) { cancelGeneration(input: { generationId: $id }) { generation { state } } }', { id: slow.id });
  const { node: after } = await app.data(z.object({ node: z.object({ shadows: z.array(z.object({ state: z.string(), shadowOf: z.object({ id: z.string() }) })) }) }), 'query ($id: ID!) { node(id: $id) { ... on Experiment { shadows { state shadowOf { id } } } } }', { id });
  expect(after.shadows.find(({ shadowOf }) => shadowOf.id === slow.id)).toMatchObject({ state: 'CANCELED' });
});

describe('a canary', () => {
  const steps = [{ share: 0.4, seconds: 0.1 }, { share: 0.6, seconds: 3600 }];
  const ended = async (id: string) => {
    for await (const _ of follow(app, 'subscription ($id: ID!) { experimentEvents(experimentId: $id) { cursor } }', { id }));
    return readExperiment(app, id);
  };
  /** Asks as new subjects until so many have met the candidate, and waits for what comes. */
  const serve = async (prefix: string, candidates: number) => {
    const made: Awaited<ReturnType<typeof askModel>>[] = [];
    for (let next = 0; made.filter(({ arm }) => arm === 'CANDIDATE').length < candidates; next += 10) {
      made.push(...(await Promise.all(range(10).map((index) => askModel(app, modelId, `${prefix}-${next + index}`, { waitSeconds: 60 })))));
    }
    return made;
  };

  test('grows by its schedule, and is rolled back within its time where satisfaction breaches its bound, though a worker was killed', async () => {
    const { id } = await start({ mode: 'CANARY', share: null, canary: { steps, minimumSubjects: 5, maximumSatisfactionDrop: 0.1 } });
    await serve('first', 6);
    await expect.poll(async () => (await readExperiment(app, id)).canaryStep, { timeout: 30_000 }).toBe(2);
    const { events, share } = await readExperiment(app, id);
    expect(share).toBe(0.6);
    expect(events[1]).toMatchObject({ kind: 'SHARE_GREW', share: 0.6, actor: 'canary', reason: 'Step 1 of 2 is over without a breach.' });
    expect((await changeExperiment(app, 'setExperimentShare', { experimentId: id, share: 1 })).userErrors).toMatchObject([{ code: 'INVALID_STATE', message: 'The share of a canary grows by its schedule.' }]);

    const [worker] = app.workers;
    await app.startWorker();
    const gone = once(worker ?? process, 'exit');
    worker?.kill('SIGKILL');
    await gone;
    const made = await serve('second', 20);
    for (const { id: generationId, arm } of made) await rate(app, generationId, arm === 'CONTROL');
    const last = Date.now();
    const end = await ended(id);
    expect(end).toMatchObject({ state: 'ROLLED_BACK', reason: expect.stringMatching(/^Satisfaction with the candidate is 100\.0 points lower, certainly \d+\.\d points; at most 10\.0 points were allowed\.$/) });
    expect(end.events.at(-1)).toMatchObject({ kind: 'ENDED', state: 'ROLLED_BACK', actor: 'canary' });
    expect(end.events.at(-1)?.numbers.map(({ name }) => name)).toContain('satisfaction/high');
    expect((Date.parse(end.finishedAt ?? '') - last) / 1000).toBeLessThan(10);
    expect(await askModel(app, modelId, 'second-0')).toMatchObject({ arm: null, modelVersion: { id: versions[0] } });
  });

  test('that fails is rolled back within its time', async () => {
    const { id } = await start({ candidateId: versions[2], mode: 'CANARY', share: null, canary: { steps: [{ share: 0.5, seconds: 3600 }] } });
    const watching = ended(id);
    // Rolled back in their midst, perhaps.
    const made = await Promise.all(range(30).map((index) => askModel(app, modelId, `broken-${index}`, { waitSeconds: 60 })));
    const last = Date.now();
    expect(made.filter(({ arm }) => arm === 'CANDIDATE').every(({ state }) => state === 'FAILED')).toBe(true);
    const end = await watching;
    expect(end).toMatchObject({ state: 'ROLLED_BACK', reason: expect.stringMatching(/^The candidate fails 100\.0 points more often, certainly/) });
    expect((Date.parse(end.finishedAt ?? '') - last) / 1000).toBeLessThan(10);
  });

  test('without a breach becomes production, where that was wanted', async () => {
    const { id } = await start({ mode: 'CANARY', share: null, canary: { steps: [{ share: 1, seconds: 0.1 }], minimumSubjects: 3, promoteAtEnd: true } });
    await serve('good', 3);
    expect(await ended(id)).toMatchObject({ state: 'CONCLUDED', decision: 'PROMOTE_CANDIDATE', reason: 'All 1 steps are over without a breach.' });
    expect(await askModel(app, modelId, 'anybody')).toMatchObject({ arm: null, modelVersion: { id: versions[1] } });
    await moveProduction(app, 'rollBackModelAlias', { modelId, expectedModelVersionId: versions[1], reason: 'Back for the next test.' });
  });
});

describe('is refused or ended:', () => {
  test.each([
    [{ share: 1.5 }, 'INVALID_INPUT', ['share'], 'share must be from 0 to 1, not 1.5.'],
    [{ share: null }, 'INVALID_INPUT', ['share'], 'SPLIT needs share'],
    [{ canary: {} }, 'INVALID_INPUT', ['canary'], 'leave it out'],
    [{ mode: 'CANARY' }, 'INVALID_INPUT', ['share'], 'leave share out'],
    [{ mode: 'CANARY', share: null, canary: { steps: [{ share: 0.5, seconds: 1 }, { share: 0.5, seconds: 0 }] } }, 'INVALID_INPUT', ['canary', 'steps', '1', 'share'], 'share must be more than the 0.5 of the step before'],
    [{ plan: { confidence: 1 } }, 'INVALID_INPUT', ['plan', 'confidence'], 'confidence must be from 0.5 to 0.9999, not 1.'],
    [{ candidateId: 'x' }, 'NOT_FOUND', ['candidateId'], 'nothing with the id'],
  ])('%j', async (input, code, path, message) => {
    const { userErrors } = await changeExperiment(app, 'startExperiment', { modelId, candidateId: versions[1], share: 0.5, ...input });
    expect(userErrors[0]).toMatchObject({ code, path, message: expect.stringContaining(message) });
  });

  test('what is in production already, a second one at a time, and what somebody else has changed meanwhile', async () => {
    expect((await changeExperiment(app, 'startExperiment', { modelId, candidateId: versions[0], share: 0.5 })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['candidateId'] }]);
    const inputs = range(4).map((index) => ({ modelId, candidateId: versions[1], share: 0.1 + index / 10 }));
    const answers = await Promise.all(inputs.map((input) => changeExperiment(app, 'startExperiment', input)));
    const [first, ...more] = answers.flatMap(({ experiment }) => experiment ?? []);
    running = first;
    expect(more).toEqual([]);
    expect(answers.filter(({ userErrors: [fault] }) => fault?.code === 'CONFLICT')).toHaveLength(3);
    const shares = await Promise.all(range(5).map((index) => changeExperiment(app, 'setExperimentShare', { experimentId: first?.id, share: 0.5 + index / 100, expectedRevision: 1 })));
    expect(shares.filter(({ experiment }) => experiment !== null)).toHaveLength(1);
    expect(shares.flatMap(({ userErrors }) => userErrors.map(({ code, path }) => [code, path]))).toEqual(range(4).map(() => ['CONFLICT', ['expectedRevision']]));
  });

  test('one under which production is moved', async () => {
    const { id } = await start({});
    await moveProduction(app, 'setModelAlias', { modelId, modelVersionId: versions[2], reason: 'Try it.' });
    expect(await readExperiment(app, id)).toMatchObject({ state: 'STOPPED', reason: 'production was moved to version 3 while it ran.' });
    await moveProduction(app, 'rollBackModelAlias', { modelId, expectedModelVersionId: versions[2], reason: 'No.' });
  });

  test('all that another project asks', async () => {
    const { id } = await start({});
    const { createProject } = await app.data(z.object({ createProject: z.object({ secret: z.string() }) }), 'mutation { createProject(input: { name: "Other" }) { secret } }');
    expect((await app.ask('query ($id: ID!) { node(id: $id) { id } }', { id }, createProject.secret)).data).toEqual({ node: null });
    const stop = await app.ask('mutation ($id: ID!) { stopExperiment(input: { experimentId: $id, reason: "Mine" }) { userErrors { code path } } }', { id }, createProject.secret);
    expect(stop.data).toEqual({ stopExperiment: { userErrors: [{ code: 'NOT_FOUND', path: ['experimentId'] }] } });
  });
});

test('a plan says how many subjects it takes, for looking all the time and for one look', async () => {
  const plan = z.object({ node: z.object({ experimentPlan: z.object({ baseline: z.number(), looking: z.object({ control: z.number(), candidate: z.number() }), atEnd: z.object({ control: z.number(), candidate: z.number() }) }) }) });
  const query = 'query ($id: ID!, $share: Float!) { node(id: $id) { ... on Model { experimentPlan(share: $share, minimumEffect: 0.1) { baseline looking { control candidate } atEnd { control candidate } } } } }';
  const { node: { experimentPlan } } = await app.data(plan, query, { id: modelId, share: 0.1 });
  expect(experimentPlan.looking.candidate).toBeGreaterThan(experimentPlan.atEnd.candidate);
  expect(experimentPlan.atEnd.control / experimentPlan.atEnd.candidate).toBeCloseTo(9, 0);
  expect((await app.ask(query, { id: modelId, share: 1 })).data).toMatchObject({ node: { experimentPlan: { looking: null, atEnd: null } } });
});

