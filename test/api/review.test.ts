import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { appending, jsonl, range, text, textOf, userErrors } from '../support/appending.ts';
import { giving } from '../support/feedback.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { generateGuess, guessEnvironment, trainGuess } from '../support/guess-model.ts';

let app: Flywheel;
let datasetId: string;
let modelId: string;
let modelVersionId: string;
let reviewing: string;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1, environment: guessEnvironment });
  datasetId = await dataset('TEXT');
  const version = await imported(datasetId, 'JSONL', 'texts.jsonl', jsonl(range(0, 100).map(text).map(({ key: _key, ...rest }) => rest)), { columns: { label: 'label', subject: 'subject' } });
  ({ modelId, modelVersionId } = await trainGuess(app, version.id));
  reviewing = await key('REVIEW');
});
afterAll(() => app.stop());
const { dataset, finished, imported, samples } = appending(() => app);
const { giveBatch, key } = giving(() => app);

const task = z.object({ prompt: z.record(z.string(), z.unknown()), votes: z.array(z.object({ label: z.string().nullable(), count: z.number() })), reason: z.string(), isText: z.boolean(), classes: z.array(z.string()), output: z.object({ label: z.string() }).nullable() });
const review = z.object({ id: z.string(), reviewer: z.string(), state: z.string(), label: z.string().nullable(), leaseUntil: z.string(), task });
const result = z.object({ result: z.object({ review: review.nullable(), userErrors }) });
const FIELDS = 'review { id reviewer state label leaseUntil task { prompt votes { label count } reason isText classes output { ... on ClassificationOutput { label } } } } userErrors { code message path }';
const run = async (mutation: string, type: string, input: Record<string, unknown>) => (await app.data(result, `mutation ($input: ${type}!) { result: ${mutation}(input: $input) { ${FIELDS} } }`, { input }, reviewing)).result;
const claim = (reviewer: string) => run('claimReviewTask', 'ClaimReviewTaskInput', { modelId, reviewer });
const label = (reviewId: string | undefined, name: string, more: Record<string, unknown> = {}) => run('labelReviewTask', 'LabelReviewTaskInput', { reviewId, label: name, ...more });
const skip = (reviewId: string | undefined) => run('skipReviewTask', 'SkipReviewTaskInput', { reviewId });
const settings = (input: Record<string, unknown>) => app.ask('mutation ($input: SetFeedbackSettingsInput!) { setFeedbackSettings(input: $input) { userErrors { message } } }', { input });
const ask = (index: number, guess: Record<string, unknown> = {}) => generateGuess(app, modelVersionId, { text: textOf(index), ...guess });
const disagree = async (index: number) => {
  const generationId = await ask(index);
  await giveBatch([{ generationId, subject: `yes ${index}`, rating: 'POSITIVE' }, { generationId, subject: `no ${index}`, correction: { label: 'money' } }]);
  return textOf(index);
};
const queue = async () => {
  const shape = z.object({ node: z.object({ reviewQueue: z.object({ waiting: z.number(), claimed: z.number(), labels: z.array(z.object({ entropy: z.number() })) }), reviewAgreement: z.object({ prompts: z.number(), answers: z.number(), agreement: z.number().nullable() }) }) });
  return (await app.data(shape, 'query ($id: ID!) { node(id: $id) { ... on Model { reviewQueue { waiting claimed labels { entropy } } reviewAgreement { prompts answers agreement } } } }', { id: modelId })).node;
};

describe('the queue', () => {
  test('gives what people disagree about, each to one reviewer at a time; a label settles it and becomes a sample; a skip leaves it to others', async () => {
    await settings({ unsureGenerations: 0 });
    const asked = await Promise.all([disagree(5001), disagree(5002), disagree(5003)]);
    const [ann, ben] = [(await claim('ann')).review, (await claim('ben')).review];
    expect(ann).toMatchObject({ reviewer: 'ann', state: 'CLAIMED', task: { reason: 'People disagree.', isText: false, classes: ['card', 'money'], output: { label: 'card' }, votes: [{ label: 'card', count: 1 }, { label: 'money', count: 1 }] } });
    expect([asked.includes(String(ann?.task.prompt['text'])), ann?.task.prompt['text'] === ben?.task.prompt['text']]).toEqual([true, false]);
    expect(Math.round((Date.parse(ann?.leaseUntil ?? '') - Date.now()) / 60_000)).toBe(10);
    expect((await claim('ann')).review?.id).toBe(ann?.id);
    const { waiting, claimed, labels } = (await queue()).reviewQueue;
    expect([waiting, claimed, labels.map(({ entropy }) => entropy)]).toEqual([3, 2, labels.map(({ entropy }) => entropy).sort((a, b) => b - a)]);

    expect((await label(ann?.id, 'mony')).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['label'] }]);
    expect((await label(ann?.id, 'insurance', { newClass: true })).review).toMatchObject({ state: 'LABELLED', label: 'insurance' });
    expect((await label(ann?.id, 'insurance', { newClass: true })).userErrors).toEqual([]);
    expect((await label(ann?.id, 'card')).userErrors).toMatchObject([{ code: 'INVALID_STATE', path: ['reviewId'] }]);
    expect((await skip(ben?.id)).review).toMatchObject({ state: 'SKIPPED' });
    const left = [(await claim('ben')).review, (await claim('cem')).review];
    expect(left.map((one) => one?.task.prompt['text'])).toContain(ben?.task.prompt['text']);
    expect(left[0]?.task.prompt['text']).not.toBe(ben?.task.prompt['text']);
    expect((await claim('dot')).review).toBeNull();
    await label(left[0]?.id, 'money');
    await skip(left[1]?.id);

    const made = z.object({ createDatasetVersionFromFeedback: z.object({ datasetVersion: z.object({ id: z.string() }), addedSamples: z.number() }) });
    const { createDatasetVersionFromFeedback: version } = await app.data(made, 'mutation ($input: CreateDatasetVersionFromFeedbackInput!) { createDatasetVersionFromFeedback(input: $input) { datasetVersion { id } addedSamples } }', { input: { datasetId, modelId } });
    expect(version.addedSamples).toBe(2);
    const added = (await samples(await finished(version.datasetVersion.id))).filter(({ file }) => file !== 'texts.jsonl');
    expect(added.map(({ label: name }) => name).sort()).toEqual(['insurance', 'money']);
  });

  test('several reviewers have to agree; where they do not one more is asked, and their agreement is told', async () => {
    await settings({ reviewersPerTask: 2 });
    const asked = await disagree(5101);
    const mine = async (reviewer: string): Promise<string | undefined> => {
      for (;;) {
        const { review: one } = await claim(reviewer);
        if (!one || one.task.prompt['text'] === asked) return one?.id;
        await skip(one.id);
      }
    };
    const [ann, ben] = [await mine('ann 2'), await mine('ben 2')];
    expect(await mine('cem 2')).toBeUndefined();
    await label(ann, 'card');
    await label(ben, 'money');
    const before = (await queue()).reviewAgreement;
    expect(before).toEqual({ prompts: 3, answers: 4, agreement: 0 });
    await label(await mine('dot 2'), 'money');
    expect((await queue()).reviewAgreement.agreement).toBeCloseTo(1 / 3);
    expect(await mine('eve 2')).toBeUndefined();
    await settings({ reviewersPerTask: null });
  });

  test('a lease that ran out is free for others, and too late to use', async () => {
    await disagree(5201);
    const late = (await claim('late')).review;
    // Ten minutes are more than a test has.
    const database = new Client({ connectionString: app.databaseUrl });
    await database.connect();
    await database.query(`update review set lease_until = now() - interval '1 second' where reviewer = 'late'`);
    await database.end();
    const next = (await claim('prompt')).review;
    expect(next?.task.prompt['text']).toBe(late?.task.prompt['text']);
    expect((await label(late?.id, 'card')).userErrors).toMatchObject([{ code: 'INVALID_STATE', path: ['reviewId'] }]);
    expect((await label(next?.id, 'card')).review).toMatchObject({ state: 'LABELLED' });
  });

  test('what the model was unsure of is put up though nobody said anything, most uncertain first', async () => {
    await settings({ unsureGenerations: 2 });
    await Promise.all([ask(5301, { sure: 0.7 }), ask(5302, { sure: 0.55 }), ask(5303, { sure: 0.95 }), ask(5304, { sure: 0.6 })]);
    const seen: unknown[] = [];
    for (let next = (await claim('learner')).review; next; next = (await claim('learner')).review) {
      if (next.task.reason.includes('unsure')) seen.push(next.task.prompt['text']);
      await skip(next.id);
    }
    expect(seen).toEqual([textOf(5302), textOf(5304)]);
  });
});

test('reviewing needs the role, and reaches no other project', async () => {
  const query = `mutation ($input: ClaimReviewTaskInput!) { claimReviewTask(input: $input) { review { id } userErrors { code path } } }`;
  expect((await app.ask(query, { input: { modelId } }, await key('READ', 'FEEDBACK', 'DATA'))).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  const shape = z.object({ createProject: z.object({ secret: z.string() }) });
  const { createProject } = await app.data(shape, 'mutation { createProject(input: { name: "Other" }) { secret } }');
  expect((await app.ask(query, { input: { modelId } }, createProject.secret)).data).toMatchObject({ claimReviewTask: { review: null, userErrors: [{ code: 'NOT_FOUND', path: ['modelId'] }] } });
});
