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
beforeAll(async () => {
  app = await startFlywheel({ workers: 1, environment: guessEnvironment });
  datasetId = await dataset('TEXT');
  const version = await imported(datasetId, 'JSONL', 'texts.jsonl', jsonl(range(0, 100).map(text).map(({ key: _key, ...rest }) => rest)), { columns: { label: 'label', subject: 'subject' } });
  ({ modelId, modelVersionId } = await trainGuess(app, version.id));
});
afterAll(() => app.stop());
const { append, dataset, finished, imported, open, samples } = appending(() => app);
const { give, giveBatch } = giving(() => app);

const made = z.object({ createDatasetVersionFromFeedback: z.object({ datasetVersion: z.object({ id: z.string() }).nullable(), addedSamples: z.number().nullable(), userErrors }) });
const create = async (input: Record<string, unknown> = {}) =>
  (await app.data(made, 'mutation ($input: CreateDatasetVersionFromFeedbackInput!) { createDatasetVersionFromFeedback(input: $input) { datasetVersion { id } addedSamples userErrors { code message path } } }', { input: { datasetId, modelId, ...input } })).createDatasetVersionFromFeedback;
const label = z.object({ label: z.string().nullable(), state: z.string(), reason: z.string(), probability: z.number(), answers: z.number(), agreeing: z.number(), votes: z.array(z.object({ label: z.string().nullable(), count: z.number() })), generation: z.object({ id: z.string() }), feedback: z.object({ id: z.string() }).nullable() });
const labels = async (id = modelId) => {
  const shape = z.object({ node: z.object({ consensusLabels: z.object({ edges: z.array(z.object({ node: label })) }), feedbackAgreement: z.object({ prompts: z.number(), answers: z.number(), agreement: z.number().nullable(), alpha: z.number().nullable() }) }) });
  return (await app.data(shape, 'query ($id: ID!) { node(id: $id) { ... on Model { consensusLabels(first: 100) { edges { node { label state reason probability answers agreeing votes { label count } generation { id } feedback { id } } } } feedbackAgreement { prompts answers agreement alpha } } } }', { id })).node;
};
const labelOf = async (generationId: string) => (await labels()).consensusLabels.edges.find(({ node }) => node.generation.id === generationId)?.node;
/** The guess is `card`. */
const ask = (index: number, subject?: string) => generateGuess(app, modelVersionId, { text: textOf(index) }, subject);

describe('confirmed and corrected generations', () => {
  test('become samples of a new version with subject and provenance; the same key makes one version, and nothing is added twice', async () => {
    const [confirmed, corrected, accepted, ignored, rejected] = [await ask(1001, 'asker'), await ask(1002), await ask(1003), await ask(1004), await ask(1005)];
    await give({ generationId: confirmed, rating: 'POSITIVE', subject: 'someone else' });
    await give({ generationId: corrected, rating: 'NEGATIVE', correction: { label: 'money' }, subject: 'corrector' });
    await give({ generationId: accepted, signal: 'ACCEPTED', subject: 'watched' });
    await give({ generationId: ignored, signal: 'IGNORED', score: 0.9, subject: 'nobody' });
    await give({ generationId: rejected, rating: 'NEGATIVE', subject: 'unhappy' });
    await append(datasetId, [text(2000)]);
    const answers = await Promise.all(range(0, 3).map(() => create({ idempotencyKey: 'first' })));
    expect(answers.map((one) => [one.addedSamples, one.userErrors])).toEqual(range(0, 3).map(() => [3, []]));
    expect(new Set(answers.map((one) => one.datasetVersion?.id)).size).toBe(1);
    const version = await finished(answers[0]?.datasetVersion?.id ?? '');
    expect(version).toMatchObject({ number: 2, status: 'READY', sampleCount: 104 });
    const added = (await samples(version)).filter(({ file }) => file !== 'texts.jsonl').map(({ label: name, split, subject, entry }) => [name, split, subject, entry?.startsWith('feedback ') ?? false]);
    expect(added.filter(([, , , fed]) => fed).sort()).toEqual([['card', 'TRAIN', 'asker', true], ['card', 'TRAIN', 'watched', true], ['money', 'TRAIN', 'corrector', true]]);
    expect((await labelOf(rejected))).toMatchObject({ label: null, state: 'REVIEW', votes: [{ label: null, count: 1 }], feedback: null });
    expect(await labelOf(corrected)).toMatchObject({ label: 'money', state: 'USABLE', answers: 1, agreeing: 1 });
    expect(await labelOf(ignored)).toBeUndefined();
    const again = await create({ idempotencyKey: 'second' });
    expect([again.datasetVersion, again.addedSamples, again.userErrors]).toMatchObject([null, null, [{ code: 'INVALID_STATE', path: ['modelId'] }]]);
    expect((await create({ idempotencyKey: 'first' })).datasetVersion?.id).toBe(version.id);
    expect((await open(datasetId)).recordCount).toBe(0);
  });

  test('people who disagree: a tie waits for review, a clear majority counts, and who is known to be wrong does not', async () => {
    const [tie, majority, lone] = [await ask(1101), await ask(1102), await ask(1103)];
    // Everybody is right of thirty other prompts, but for the one who always says something else.
    const known = await Promise.all(range(0, 30).map((at) => ask(1200 + at)));
    const say = (generationId: string, subject: string, name: string) => (name === 'card' ? { generationId, subject, rating: 'POSITIVE' } : { generationId, subject, correction: { label: name } });
    await giveBatch([
      ...known.flatMap((id) => [...['ann', 'ben', 'cem', 'dot'].map((subject) => say(id, subject, 'card')), say(id, 'liar', 'money')]),
      say(tie, 'ann', 'card'), say(tie, 'ben', 'money'), ...['ann', 'ben', 'cem'].map((subject) => say(majority, subject, 'money')), say(majority, 'dot', 'card'), say(lone, 'liar', 'money'),
    ]);
    const { datasetVersion, addedSamples } = await create();
    expect(addedSamples).toBe(31);
    expect(await labelOf(tie)).toMatchObject({ state: 'REVIEW', reason: 'People disagree.', answers: 2, agreeing: 1 });
    expect(await labelOf(majority)).toMatchObject({ state: 'USABLE', label: 'money', answers: 4, agreeing: 3, votes: [{ label: 'money', count: 3 }, { label: 'card', count: 1 }] });
    expect(await labelOf(lone)).toMatchObject({ state: 'OUTVOTED' });
    expect(await labelOf(known[0] ?? '')).toMatchObject({ state: 'USABLE', label: 'card', answers: 5, agreeing: 4 });
    await finished(datasetVersion?.id ?? '');
    const { agreement, alpha, prompts } = (await labels()).feedbackAgreement;
    // Of 30 prompts with five answers 6 of 10 pairs agree; of one with four 3 of 6; of one with two none.
    expect(agreement).toBeCloseTo((30 * 6 + 3) / (30 * 10 + 6 + 1));
    expect([alpha !== null && alpha < 0.1, prompts]).toEqual([true, 37]);
  });

  test('a class that the model does not have waits for review; who asks the same asks once', async () => {
    const [first, second] = [await ask(1301), await ask(1301)];
    const novel = await ask(1302);
    await giveBatch([{ generationId: first, subject: 'p', correction: { label: 'money' } }, { generationId: second, subject: 'p', correction: { label: 'card' } }, { generationId: second, subject: 'q', rating: 'POSITIVE' }, { generationId: novel, subject: 'p', correction: { label: 'insurance' } }]);
    const { datasetVersion, addedSamples } = await create();
    expect(addedSamples).toBe(1);
    await finished(datasetVersion?.id ?? '');
    expect([await labelOf(first), await labelOf(second)]).toMatchObject([undefined, { label: 'card', answers: 2, agreeing: 2 }]);
    expect(await labelOf(novel)).toMatchObject({ label: 'insurance', state: 'REVIEW', reason: 'A class that the model does not have.' });
  });
});

test('what is wrong is told by field, and other projects have nothing to say', async () => {
  const pairs = await dataset('TEXT_PAIR');
  expect((await create({ datasetId: pairs })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['datasetId'] }]);
  expect((await create({ datasetId: modelId })).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['datasetId'] }]);
  expect((await create({ modelId: datasetId })).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['modelId'] }]);
  const shape = z.object({ createProject: z.object({ secret: z.string() }) });
  const { createProject } = await app.data(shape, 'mutation { createProject(input: { name: "Other" }) { secret } }');
  const answer = await app.ask('mutation ($input: CreateDatasetVersionFromFeedbackInput!) { createDatasetVersionFromFeedback(input: $input) { userErrors { code } } }', { input: { datasetId, modelId } }, createProject.secret);
  expect(answer.data).toMatchObject({ createDatasetVersionFromFeedback: { userErrors: [{ code: 'NOT_FOUND' }] } });
});
