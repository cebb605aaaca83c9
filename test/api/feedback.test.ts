import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { appending, jsonl, range, text } from '../support/appending.ts';
import { giving } from '../support/feedback.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { generateGuess, guessEnvironment, trainGuess } from '../support/guess-model.ts';

let app: Flywheel;
let modelId: string;
let modelVersionId: string;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1, environment: guessEnvironment });
  const version = await imported(await dataset('TEXT'), 'JSONL', 'texts.jsonl', jsonl(range(0, 100).map(text).map(({ key: _key, ...rest }) => rest)), { columns: { label: 'label', subject: 'subject' } });
  ({ modelId, modelVersionId } = await trainGuess(app, version.id));
});
afterAll(() => app.stop());
const { dataset, imported } = appending(() => app);
const { give, giveBatch, key, listed, summary } = giving(() => app);

let made = 0;
let refused: string | undefined;
const generation = (guess: Record<string, unknown> = {}, subject?: string) => generateGuess(app, modelVersionId, { text: `question ${(made += 1)}`, ...guess }, subject);
const taken = { feedback: { id: expect.any(String) }, repeated: false, userErrors: [] };
const NOTHING = 'R2VuZXJhdGlvbjowMDAwMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDA=';

describe('kinds', () => {
  test('every kind is stored as it was said, with subject, locale and metadata', async () => {
    const [first, second] = [await generation(), await generation({ make: 'TEXT', words: ['a', 'b', 'c'] }, 'reader')];
    expect(await give({ generationId: first, rating: 'NEGATIVE', score: 0.25, correction: { label: 'caf\u0065\u0301' }, comment: 'two\nlines', subject: 'p1', locale: 'de-at', metadata: { page: 'checkout', app: '2.1' } })).toEqual(taken);
    expect(await give({ generationId: first, signal: 'IGNORED', subject: 'p2' })).toEqual(taken);
    expect(await give({ generationId: second, output: 1, signal: 'EDITED', correction: { text: 'bee' } })).toEqual(taken);
    expect(await give({ generationId: second, output: 2, preferredOver: {} })).toEqual(taken);
    expect(await give({ generationId: first, preferredOver: { generationId: second, output: 1 }, subject: 'p3' })).toEqual(taken);
    const fields = 'rating score signal correctionLabel correctionText comment subject locale metadata output preferredOver { generation { id } output }';
    const nothing = { rating: null, score: null, signal: null, correctionLabel: null, correctionText: null, comment: null, locale: null, metadata: null, output: null, preferredOver: null };
    expect((await listed({ modelId }, fields)).slice(0, 5)).toEqual([
      { ...nothing, subject: 'p3', preferredOver: { generation: { id: second }, output: 1 } },
      { ...nothing, subject: 'reader', output: 2, preferredOver: { generation: { id: second }, output: 0 } },
      { ...nothing, subject: 'reader', output: 1, signal: 'EDITED', correctionText: 'bee' },
      { ...nothing, subject: 'p2', signal: 'IGNORED' },
      { ...nothing, subject: 'p1', rating: 'NEGATIVE', score: 0.25, correctionLabel: 'café', comment: 'two\nlines', locale: 'de-AT', metadata: { app: '2.1', page: 'checkout' } },
    ]);
    expect(await summary(modelVersionId, 'count negative corrections scores meanScore edited ignored preferred passedOver satisfaction')).toEqual({ count: 5, negative: 1, corrections: 2, scores: 1, meanScore: 0.25, edited: 1, ignored: 1, preferred: 2, passedOver: 2, satisfaction: 0 });
    expect(await summary(modelId, 'count preferred passedOver')).toEqual({ count: 5, preferred: 2, passedOver: 2 });
    expect((await listed({ modelId, kinds: ['SIGNAL', 'SCORE'] })).length).toBe(3);
    expect((await listed({ modelVersionId, rating: 'NEGATIVE', subject: 'p1' })).length).toBe(1);
    expect(await listed({ modelId: modelVersionId })).toEqual([]);
  });

  test.each([
    [{}, 'INVALID_INPUT', 'rating'],
    [{ score: 1.5 }, 'INVALID_INPUT', 'score'],
    [{ signal: 'EDITED' }, 'INVALID_INPUT', 'correction'],
    [{ signal: 'ACCEPTED', correction: { text: 'x' } }, 'INVALID_INPUT', 'signal'],
    [{ correction: { label: ' ' } }, 'INVALID_INPUT', 'correction.label'],
    [{ correction: { text: ' \n' } }, 'INVALID_INPUT', 'correction.text'],
    [{ correction: { text: 'a\u0000b' } }, 'INVALID_INPUT', 'correction.text'],
    [{ comment: 'half \ud800' }, 'INVALID_INPUT', 'comment'],
    [{ rating: 'POSITIVE', subject: 'x'.repeat(201) }, 'INVALID_INPUT', 'subject'],
    [{ rating: 'POSITIVE', locale: 'not a language' }, 'INVALID_INPUT', 'locale'],
    [{ rating: 'POSITIVE', metadata: ['a'] }, 'INVALID_INPUT', 'metadata'],
    [{ rating: 'POSITIVE', metadata: { page: 7 } }, 'INVALID_INPUT', 'metadata.page'],
    [{ rating: 'POSITIVE', metadata: { 'a b': 'x' } }, 'INVALID_INPUT', 'metadata'],
    [{ rating: 'POSITIVE', metadata: Object.fromEntries(range(0, 21).map((at) => [`n${at}`, 'x'])) }, 'INVALID_INPUT', 'metadata'],
    [{ rating: 'POSITIVE', output: 1 }, 'INVALID_INPUT', 'output'],
    [{ rating: 'POSITIVE', output: -1 }, 'INVALID_INPUT', 'output'],
    [{ preferredOver: {} }, 'INVALID_INPUT', 'preferredOver.output'],
    [{ preferredOver: { output: 5 } }, 'INVALID_INPUT', 'preferredOver.output'],
    [{ preferredOver: { generationId: NOTHING } }, 'NOT_FOUND', 'preferredOver.generationId'],
    [{ generationId: NOTHING, rating: 'POSITIVE' }, 'NOT_FOUND', 'generationId'],
  ])('%j is refused', async (wrong, code, path) => {
    const generationId = (refused ??= await generation());
    const before = (await listed({})).length;
    const { feedback, userErrors } = await give({ generationId, ...wrong });
    expect([feedback, userErrors.map((one) => [one.code, one.path?.join('.')])]).toEqual([null, [[code, path]]]);
    expect((await listed({})).length).toBe(before);
  });
});

describe('what counts', () => {
  test('of one subject on one output the newest of each kind; the history keeps all', async () => {
    const generationId = await generation();
    const counts = async () => {
      const { version } = { version: await summary(modelVersionId, 'count positive negative corrections scores meanScore') };
      return version;
    };
    const before = await counts();
    const since = async () => Object.fromEntries(Object.entries(await counts()).filter(([name]) => name !== 'meanScore').map(([name, value]) => [name, (value ?? 0) - (before[name] ?? 0)]));
    const say = (words: Record<string, unknown>) => give({ generationId, subject: 'changes their mind', ...words });
    await say({ rating: 'POSITIVE' });
    await say({ rating: 'NEGATIVE' });
    await say({ correction: { label: 'money' } });
    expect(await since()).toEqual({ count: 1, positive: 0, negative: 1, corrections: 1, scores: 0 });
    await say({ rating: 'NEGATIVE', comment: 'still wrong' });
    await say({ score: 0.1 });
    expect(await since()).toEqual({ count: 1, positive: 0, negative: 1, corrections: 1, scores: 1 });
    await say({ signal: 'ACCEPTED' });
    expect(await since()).toEqual({ count: 1, positive: 0, negative: 1, corrections: 0, scores: 1 });
    expect((await listed({ modelId, subject: 'changes their mind' })).length).toBe(6);
    await give({ generationId, subject: 'somebody else', rating: 'POSITIVE' });
    expect(await since()).toMatchObject({ count: 2, positive: 1, negative: 1 });
  });

  test('the same said again is told as stored before, and a word in between makes it new', async () => {
    const generationId = await generation();
    const [first, ...others] = await Promise.all(range(0, 8).map(() => give({ generationId, subject: 'double click', rating: 'POSITIVE' })));
    expect(new Set([first, ...others].map((one) => one?.feedback?.id)).size).toBe(1);
    expect([first, ...others].filter((one) => one?.repeated === false).length).toBe(1);
    expect((await give({ generationId, subject: 'double click', rating: 'NEGATIVE' })).repeated).toBe(false);
    expect((await give({ generationId, subject: 'double click', rating: 'POSITIVE' })).repeated).toBe(false);
    expect((await listed({ subject: 'double click' })).length).toBe(3);
  });

  test('the subject of the generation speaks where none is named', async () => {
    const generationId = await generation({}, 'asked');
    await give({ generationId, rating: 'POSITIVE' });
    expect((await give({ generationId, rating: 'POSITIVE', subject: 'asked' })).repeated).toBe(true);
    expect(await listed({ subject: 'asked' }, 'rating subject')).toEqual([{ rating: 'POSITIVE', subject: 'asked' }]);
  });
});

describe('idempotency', () => {
  test('a key stores once, also at the same time and by single and batch; another input under it is refused', async () => {
    const generationId = await generation();
    const input = { generationId, rating: 'POSITIVE', idempotencyKey: 'thumb' };
    const answers = await Promise.all([...range(0, 5).map(() => give(input)), ...range(0, 5).map(async () => (await giveBatch([input])).results[0])]);
    expect(new Set(answers.map((one) => one?.feedback?.id)).size).toBe(1);
    expect(answers.filter((one) => one?.repeated === false).length).toBe(1);
    expect((await give({ ...input, rating: 'NEGATIVE' })).userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED', path: ['idempotencyKey'] }]);
    const twice = await giveBatch([{ ...input, idempotencyKey: 'two', subject: 'x' }, { ...input, idempotencyKey: 'two', subject: 'x' }, { ...input, idempotencyKey: 'two', subject: 'y' }]);
    expect(twice).toMatchObject({ stored: 1, repeated: 1, results: [taken, { repeated: true, userErrors: [] }, { feedback: null, userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED', path: ['items', '2', 'idempotencyKey'] }] }] });
    expect(twice.results[1]?.feedback).toEqual(twice.results[0]?.feedback);
  });

  test('what was refused can be sent again under its key once it is right', async () => {
    const generationId = await generation();
    expect((await give({ generationId, output: 3, rating: 'POSITIVE', idempotencyKey: 'again' })).userErrors).toMatchObject([{ code: 'INVALID_INPUT' }]);
    expect(await give({ generationId, output: 0, rating: 'POSITIVE', idempotencyKey: 'again' })).toEqual(taken);
  });
});

describe('batches', () => {
  test('each item stands for itself, in order; a fault of one leaves the others alone and names its place', async () => {
    const generationId = await generation();
    const answer = await giveBatch([
      { generationId, rating: 'POSITIVE', subject: 'a' }, { generationId: NOTHING, rating: 'POSITIVE' }, { generationId, subject: 'b' },
      { generationId, rating: 'NEGATIVE', subject: 'a' }, { generationId, rating: 'NEGATIVE', subject: 'a' }, { generationId, rating: 'POSITIVE', output: 9 },
    ]);
    expect(answer.results.map((one) => [one.feedback !== null, one.repeated, one.userErrors.map((fault) => fault.path?.join('.'))])).toEqual([
      [true, false, []], [false, false, ['items.1.generationId']], [false, false, ['items.2.rating']], [true, false, []], [true, true, []], [false, false, ['items.5.output']],
    ]);
    expect(answer).toMatchObject({ stored: 2, repeated: 1 });
    expect(answer.userErrors.map(({ code }) => code)).toEqual(['NOT_FOUND', 'INVALID_INPUT', 'INVALID_INPUT']);
    expect(await listed({ subject: 'a' }, 'rating')).toEqual([{ rating: 'NEGATIVE' }, { rating: 'POSITIVE' }]);
    expect((await giveBatch([])).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['items'] }]);
    expect((await giveBatch(range(0, 1001).map(() => ({ generationId, rating: 'POSITIVE' })))).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['items'] }]);
  });

  test('many batches at the same time over the same outputs and keys neither wait for ever nor store twice', async () => {
    const ids = await Promise.all(range(0, 5).map(() => generation()));
    const items = range(0, 300).map((at) => ({ generationId: ids[at % 5] ?? '', subject: `crowd ${at}`, rating: 'POSITIVE', idempotencyKey: `crowd ${at}` }));
    const answers = await Promise.all(range(0, 6).map((call) => giveBatch(call % 2 === 0 ? items : items.toReversed())));
    expect(answers.map(({ userErrors }) => userErrors)).toEqual(range(0, 6).map(() => []));
    expect(answers.reduce((sum, { stored }) => sum + stored, 0)).toBe(300);
    const pages = z.object({ node: z.object({ feedback: z.array(z.unknown()) }) });
    const counts = await Promise.all(ids.map(async (id) => (await app.data(pages, 'query ($id: ID!) { node(id: $id) { ... on Generation { feedback { id } } } }', { id })).node.feedback.length));
    expect(counts).toEqual([60, 60, 60, 60, 60]);
  });
});

describe('keys and projects', () => {
  test('a browser key gives feedback and reads what it is about, no more; other projects have nothing to say', async () => {
    const browser = await key('GENERATE', 'FEEDBACK');
    const generationId = await generation();
    expect(await give({ generationId, rating: 'POSITIVE', subject: 'browser' }, browser)).toEqual(taken);
    expect(await giveBatch([{ generationId, score: 1, subject: 'browser' }], browser)).toMatchObject({ stored: 1 });
    expect((await app.ask('{ feedback(first: 1) { edges { node { id } } } }', {}, browser)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    const reader = await key('READ');
    expect((await app.ask('mutation ($input: GiveFeedbackInput!) { giveFeedback(input: $input) { repeated } }', { input: { generationId, rating: 'POSITIVE' } }, reader)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    const shape = z.object({ createProject: z.object({ secret: z.string() }) });
    const { createProject } = await app.data(shape, 'mutation { createProject(input: { name: "Other" }) { secret } }');
    expect((await give({ generationId, rating: 'POSITIVE' }, createProject.secret)).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['generationId'] }]);
  });
});

describe('limits', () => {
  const settings = (input: Record<string, unknown>) => app.ask('mutation ($input: SetFeedbackSettingsInput!) { setFeedbackSettings(input: $input) { project { feedbackSettings { perSubjectPerHour perKeyPerMinute minimumPosterior reviewersPerTask } } userErrors { code path } } }', { input });

  test('a subject and a key give so much and no more, and are told when they may go on; what is repeated or refused does not count', async () => {
    const generationId = await generation();
    expect((await settings({ perSubjectPerHour: 3, perKeyPerMinute: null, minimumPosterior: 1.5, reviewersPerTask: 1.5 })).errors ?? []).not.toEqual([]);
    expect((await settings({ perSubjectPerHour: 0, minimumPosterior: 1.5 })).data).toMatchObject({ setFeedbackSettings: { project: null, userErrors: [{ code: 'INVALID_INPUT', path: ['perSubjectPerHour'] }, { path: ['minimumPosterior'] }] } });
    expect((await settings({ perSubjectPerHour: 3 })).data).toMatchObject({ setFeedbackSettings: { project: { feedbackSettings: { perSubjectPerHour: 3, perKeyPerMinute: 120_000, minimumPosterior: 0.8, reviewersPerTask: 1 } }, userErrors: [] } });
    const say = (score: number, more: Record<string, unknown> = {}) => ({ generationId, subject: 'busy', score, ...more });
    const batch = await giveBatch([say(0.1, { idempotencyKey: 'b' }), say(0.2), say(0.2), say(0.3), say(0.4), say(0.5), { generationId, subject: 'calm', score: 1 }]);
    expect(batch.results.map((one) => one.userErrors.map((fault) => [fault.code, fault.path?.join('.')]))).toEqual([[], [], [], [], [['QUOTA_EXCEEDED', 'items.4.subject']], [['QUOTA_EXCEEDED', 'items.5.subject']], []]);
    const { userErrors } = await give(say(0.6));
    expect(userErrors).toMatchObject([{ code: 'QUOTA_EXCEEDED', path: ['subject'] }]);
    const wait = Date.parse(userErrors[0]?.retryAt ?? '') - Date.now();
    expect([wait > 3_500_000, wait <= 3_600_000, userErrors[0]?.message.includes(userErrors[0].retryAt ?? '?')]).toEqual([true, true, true]);
    expect(await give(say(0.1, { idempotencyKey: 'b' }))).toMatchObject({ repeated: true, userErrors: [] });

    const own = await key('FEEDBACK');
    await settings({ perSubjectPerHour: null, perKeyPerMinute: 4 });
    const items = range(0, 6).map((at) => ({ generationId, subject: `visitor ${at}`, rating: 'POSITIVE' }));
    const first = await giveBatch(items, own);
    expect(first.results.map((one) => one.userErrors.map(({ code }) => code))).toEqual([[], [], [], [], ['QUOTA_EXCEEDED'], ['QUOTA_EXCEEDED']]);
    expect(Date.parse(first.results[5]?.userErrors[0]?.retryAt ?? '') - Date.now()).toBeLessThanOrEqual(60_000);
    expect((await give({ generationId, subject: 'late', rating: 'POSITIVE' }, own)).userErrors).toMatchObject([{ code: 'QUOTA_EXCEEDED' }]);
    await settings({ perKeyPerMinute: null });
  });
});
