import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { range } from '../support/appending.ts';
import { giving } from '../support/feedback.ts';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { follow } from '../support/follow.ts';
import { labelOf, textOf, type Wheel, wheelEnvironment, wheeling } from '../support/wheel.ts';

const message = z.object({ id: z.string(), kind: z.string(), text: z.string(), samples: z.number(), corrections: z.number(), readAt: z.string().nullable() });
const contributor = z.object({
  pseudonym: z.string(), accepted: z.number(), acceptedCorrections: z.number(), inProduction: z.number(), onLeaderboard: z.boolean(), unreadMessages: z.number(),
  level: z.object({ name: z.string() }), nextLevel: z.object({ name: z.string(), minimumAccepted: z.number() }).nullable(), feedback: z.record(z.string(), z.number()),
  messages: z.object({ edges: z.array(z.object({ node: message })) }),
});
const CONTRIBUTOR = `pseudonym accepted acceptedCorrections inProduction onLeaderboard unreadMessages level { name } nextLevel { name minimumAccepted } feedback { total ratings corrections comments }
  messages(first: 20) { edges { node { id kind text samples corrections readAt } } }`;
const place = z.object({ rank: z.number(), pseudonym: z.string(), accepted: z.number(), acceptedCorrections: z.number(), level: z.object({ name: z.string() }) });
const board = z.object({ leaderboard: z.object({ edges: z.array(z.object({ node: place, cursor: z.string() })), pageInfo: z.object({ hasNextPage: z.boolean() }) }) });
const effects = z.object({ contributor: z.object({ subject: z.string(), effects: z.array(z.object({ metric: z.string(), gain: z.number() })), reliability: z.array(z.object({ reliability: z.number(), answers: z.number() })) }) });
const fault = z.object({ code: z.string(), path: z.array(z.string()).nullable() });

const told = z.object({ contributorMessages: z.object({ messages: z.array(z.object({ text: z.string() })), cursor: z.string(), caughtUp: z.boolean() }) });
type Batch = z.infer<typeof told>['contributorMessages'];

let app: Flywheel;
let wheel: Wheel;
/** What somebody heard who had followed ann's messages since before she answered anything. */
const heard: Batch[] = [];
let browser: string;
/** What the policy's cycle measured. */
let gain = 0;
/** What each person had corrected, of the texts that they answered. */
const corrected = new Map<string, number>();
const { begin, ask, setPolicy, until, cycles } = wheeling(() => app);
const { giveBatch, key } = giving(() => app);

const read = async (subject: string) => (await app.data(z.object({ contributor }), `query ($subject: String!) { contributor(subject: $subject) { ${CONTRIBUTOR} } }`, { subject }, browser)).contributor;
const leaderboard = async (input: Readonly<Record<string, unknown>> = {}) =>
  (await app.data(board, 'query ($first: Int, $after: String) { leaderboard(first: $first, after: $after) { edges { cursor node { rank pseudonym accepted acceptedCorrections level { name } } } pageInfo { hasNextPage } } }', input, browser)).leaderboard;

/** The batches of messages to a person, as an application in a browser gets them, until so many have come. */
async function listen(subject: string, count: number, { after, onBatch, by = browser }: { after?: string | undefined; onBatch?: (batch: Batch) => void; by?: string } = {}): Promise<string[]> {
  const texts: string[] = [];
  for await (const item of follow(app, 'subscription ($subject: String!, $after: String) { contributorMessages(subject: $subject, after: $after) { messages { text } cursor caughtUp } }', { subject, after }, by)) {
    const { contributorMessages: batch } = told.parse(item);
    onBatch?.(batch);
    texts.push(...batch.messages.map(({ text }) => text));
    if (texts.length >= count && batch.caughtUp) break;
  }
  return texts;
}

async function rows(table: string, subject: string): Promise<number> {
  const client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  const { rows: [row] } = await client.query<{ count: number }>(`select count(*)::int as count from ${table} where subject = $1`, [subject]);
  await client.end();
  return row?.count ?? 0;
}

/** People look at the same texts, and say the truth of each. */
async function say(subjects: readonly string[], indexes: readonly number[]): Promise<void> {
  const asked = await Promise.all(indexes.map(async (index) => ({ index, ...(await ask(wheel.modelId, textOf(index, 150), subjects[0] ?? '')) })));
  for (const subject of subjects) {
    const items = asked.map(({ index, id, label }) => ({ generationId: id, subject, ...(label === labelOf(index) ? { rating: 'POSITIVE' } : { correction: { label: labelOf(index) } }) }));
    corrected.set(subject, (corrected.get(subject) ?? 0) + items.filter((item) => 'correction' in item).length);
    expect((await giveBatch(items)).stored).toBe(indexes.length);
  }
}

beforeAll(async () => {
  app = await startFlywheel({ workers: 1, environment: wheelEnvironment });
  browser = await key('GENERATE', 'FEEDBACK');
  wheel = await begin();
  const listening = listen('ann', 2, { onBatch: (batch) => heard.push(batch) });
  await say(['ann'], range(10_000, 10_030));
  await say(['bob', 'cid'], range(11_000, 11_020));
  await say(['dot'], range(12_000, 12_020));
  const policyId = (await setPolicy(wheel)).flywheelPolicy?.id ?? '';
  expect((await until(policyId, 1)).at(-1)?.state).toBe('PROMOTED');
  const [cycle] = await cycles(policyId);
  gain = (cycle?.candidateValue ?? 0) - (cycle?.baselineValue ?? 0);
  await listening;
}, 240_000);
afterAll(() => app.stop());

describe('what a person said', () => {
  test('is counted, credited where it became a sample, and told to them once for each step', async () => {
    const ann = await read('ann');
    expect(ann).toMatchObject({ accepted: 30, acceptedCorrections: corrected.get('ann'), inProduction: 30, onLeaderboard: true, unreadMessages: 2, level: { name: 'Teacher' }, nextLevel: { name: 'Expert', minimumAccepted: 50 } });
    expect(ann.feedback).toEqual({ total: 30, ratings: 30 - (corrected.get('ann') ?? 0), corrections: corrected.get('ann'), comments: 0 });
    expect(ann.messages.edges.map(({ node }) => node)).toMatchObject([
      { kind: 'IN_PRODUCTION', text: '30 of your answers helped: the model that learned from them is in production, version 2.', samples: 30 },
      { kind: 'IN_VERSION', text: '30 of your answers are in version 2.', samples: 30, corrections: corrected.get('ann'), readAt: null },
    ]);
    expect((await read('nobody')).accepted).toBe(0);
  });

  test('that several said is credited to each of them; what the model gained is shared, half a sample to each of two', async () => {
    expect([(await read('bob')).accepted, (await read('cid')).accepted, (await read('dot')).accepted]).toEqual([20, 20, 20]);
    const of = async (subject: string) => (await app.data(effects, 'query ($subject: String!) { contributor(subject: $subject) { subject effects { metric gain } reliability { reliability answers } } }', { subject })).contributor;
    const [ann, bob, cid, dot] = await Promise.all(['ann', 'bob', 'cid', 'dot'].map(of));
    expect(ann?.effects).toHaveLength(1);
    expect(ann?.effects[0]).toMatchObject({ metric: 'accuracy', gain: expect.closeTo((gain * 30) / 70, 9) as number });
    expect(bob?.effects[0]?.gain).toBeCloseTo((gain * 10) / 70, 9);
    expect([ann, bob, cid, dot].reduce((sum, one) => sum + (one?.effects[0]?.gain ?? 0), 0)).toBeCloseTo(gain, 9);
    expect(bob?.reliability).toMatchObject([{ answers: 20 }]);
    expect(bob?.reliability[0]?.reliability).toBeGreaterThan(0.5);
  });

  test('messages are read by the application, and by it alone of its own project', async () => {
    const [production, version] = (await read('dot')).messages.edges.map(({ node }) => node.id);
    const mark = 'mutation ($input: MarkContributorMessagesReadInput!) { markContributorMessagesRead(input: $input) { contributor { unreadMessages } userErrors { code path } } }';
    const marked = async (input: unknown) => (await app.data(z.object({ markContributorMessagesRead: z.object({ contributor: z.object({ unreadMessages: z.number() }) }) }), mark, { input }, browser)).markContributorMessagesRead.contributor.unreadMessages;
    expect(await marked({ subject: 'ann', messageIds: [version] })).toBe(2);
    expect(await marked({ subject: 'dot', messageIds: [version] })).toBe(1);
    const unread = await app.data(z.object({ contributor: z.object({ messages: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string() }) })) }) }) }), '{ contributor(subject: "dot") { messages(unread: true) { edges { node { id } } } } }', {}, browser);
    expect(unread.contributor.messages.edges).toEqual([{ node: { id: production } }]);
    expect(await marked({ subject: 'dot' })).toBe(0);
    const { createProject } = await app.data(z.object({ createProject: z.object({ secret: z.string() }) }), 'mutation { createProject(input: { name: "Other" }) { secret } }');
    expect((await app.ask('query ($id: ID!) { node(id: $id) { id } contributor(subject: "dot") { accepted unreadMessages feedback { total } } }', { id: version }, createProject.secret)).data).toEqual({ node: null, contributor: { accepted: 0, unreadMessages: 0, feedback: { total: 0 } } });
  });

  test('messages are followed: first those so far, then each as it is written, and after a cursor what comes next', async () => {
    const [version, production] = ['30 of your answers are in version 2.', '30 of your answers helped: the model that learned from them is in production, version 2.'];
    // Each came by itself, after a batch that said there was none yet.
    expect(heard.map(({ messages }) => messages.map(({ text }) => text))).toEqual([[], [version], [production]]);
    expect(await listen('ann', 2)).toEqual([version, production]);
    expect(await listen('ann', 1, { after: heard[1]?.cursor })).toEqual([production]);
    expect(await listen('ann', 0, { after: heard[2]?.cursor })).toEqual([]);
    expect(await listen('nobody', 0)).toEqual([]);
    await expect(listen(' ', 1)).rejects.toThrow('subject must not be empty.');
    await expect(listen('ann', 1, { after: 'somewhere' })).rejects.toThrow('after must be a cursor that a batch of events gave.');
    await expect(listen('ann', 1, { by: await key('DATA') })).rejects.toThrow("This key's scopes do not allow it.");
    const { createProject } = await app.data(z.object({ createProject: z.object({ secret: z.string() }) }), 'mutation { createProject(input: { name: "Elsewhere" }) { secret } }');
    expect(await listen('ann', 0, { by: createProject.secret })).toEqual([]);
  });

  test('goes to production once: a rollback and another promotion tell nobody anew', async () => {
    const { node } = await app.data(z.object({ node: z.object({ versions: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string() }) })) }) }) }), 'query ($id: ID!) { node(id: $id) { ... on Model { versions { edges { node { id } } } } } }', { id: wheel.modelId });
    for (const modelVersionId of [wheel.modelVersionId, node.versions.edges[0]?.node.id]) {
      await app.ask('mutation ($input: SetModelAliasInput!) { setModelAlias(input: $input) { userErrors { message } } }', { input: { modelId: wheel.modelId, alias: 'production', modelVersionId } });
    }
    expect((await read('ann')).messages.edges).toHaveLength(2);
  });
});

describe('the leaderboard', () => {
  test('names people by pseudonyms, page by page, and leaves out who does not want to be there', async () => {
    const all = await leaderboard();
    expect(all.edges.map(({ node: { rank, accepted } }) => [rank, accepted])).toEqual([[1, 30], [2, 20], [2, 20], [2, 20]]);
    expect(all.edges[0]?.node.pseudonym).toBe((await read('ann')).pseudonym);
    expect(new Set(all.edges.map(({ node }) => node.pseudonym)).size).toBe(4);
    const paged: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await leaderboard({ first: 1, after });
      paged.push(...page.edges.map(({ node }) => node.pseudonym));
      after = page.edges[0]?.cursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(paged).toEqual(all.edges.map(({ node }) => node.pseudonym));
    expect(all.edges.map(({ cursor }) => Buffer.from(cursor, 'base64url').toString()).join()).not.toMatch(/ann|bob|cid|dot/);
    const raw = await app.ask('{ leaderboard { edges { node { subject } } } }', {}, browser);
    expect(JSON.stringify(raw)).not.toMatch(/"(ann|bob|cid|dot)"/);
    expect(raw.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');

    const hide = 'mutation ($input: SetLeaderboardVisibilityInput!) { setLeaderboardVisibility(input: $input) { contributor { onLeaderboard } userErrors { code path } } }';
    expect((await app.ask(hide, { input: { subject: 'ann', visible: false } }, browser)).data).toEqual({ setLeaderboardVisibility: { contributor: { onLeaderboard: false }, userErrors: [] } });
    expect((await leaderboard()).edges.map(({ node: { rank } }) => rank)).toEqual([1, 1, 1]);
    await app.ask(hide, { input: { subject: 'ann', visible: true } }, browser);
    expect((await leaderboard()).edges).toHaveLength(4);
  });

  test('has the levels of the project', async () => {
    const set = async (levels: unknown) => {
      const shape = z.object({ setContributorLevels: z.object({ project: z.object({ contributorLevels: z.array(z.object({ name: z.string() })) }).nullable(), userErrors: z.array(fault) }) });
      return (await app.data(shape, 'mutation ($input: SetContributorLevelsInput!) { setContributorLevels(input: $input) { project { contributorLevels { name } } userErrors { code path } } }', { input: { levels } })).setContributorLevels;
    };
    expect((await set([{ name: 'New', minimumAccepted: 0 }, { name: 'Old', minimumAccepted: 25 }])).project?.contributorLevels).toEqual([{ name: 'New' }, { name: 'Old' }]);
    expect((await leaderboard()).edges.map(({ node }) => node.level.name)).toEqual(['Old', 'New', 'New', 'New']);
    expect((await read('ann')).nextLevel).toBeNull();
    expect((await set([{ name: 'New', minimumAccepted: 1 }])).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['levels', '0', 'minimumAccepted'] }]);
    expect((await set(null)).project?.contributorLevels).toHaveLength(5);
  });
});

test('all of it is in the export of a person, and goes with them; what others did stays', async () => {
  const exported = z.object({ exportSubject: z.object({ url: z.string() }) });
  const { exportSubject } = await app.data(exported, 'mutation { exportSubject(input: { subject: "cid", waitSeconds: 60 }) { url userErrors { code } } }');
  const archive = z.object({ contribution: z.array(z.object({ share: z.number() })), contributor_message: z.array(z.unknown()), contributor_reliability: z.array(z.unknown()) }).loose().parse(await (await fetch(exportSubject.url)).json());
  expect([archive.contribution.length, archive.contributor_message.length, archive.contributor_reliability.length]).toEqual([20, 2, 1]);
  await app.ask('mutation { setLeaderboardVisibility(input: { subject: "ann", visible: true }) { userErrors { code } } }', {}, browser);
  const tables = ['contribution', 'contributor_message', 'contributor_reliability', 'contributor_setting'];
  expect(await Promise.all(tables.map((table) => rows(table, 'ann')))).toEqual([30, 2, 1, 1]);
  const erased = z.object({ eraseSubject: z.object({ erasure: z.object({ state: z.string() }) }) });
  expect((await app.data(erased, 'mutation { eraseSubject(input: { subject: "ann", waitSeconds: 60 }) { erasure { state } userErrors { code message } } }')).eraseSubject.erasure.state).toBe('SUCCEEDED');
  expect(await Promise.all(tables.map((table) => rows(table, 'ann')))).toEqual([0, 0, 0, 0]);
  expect(await read('ann')).toMatchObject({ accepted: 0, unreadMessages: 0, feedback: { total: 0 } });
  expect((await leaderboard()).edges.map(({ node }) => node.accepted)).toEqual([20, 20, 20]);
  const again = await app.ask('mutation { setLeaderboardVisibility(input: { subject: "ann", visible: false }) { userErrors { code path } } }', {}, browser);
  expect(again.data).toEqual({ setLeaderboardVisibility: { userErrors: [{ code: 'INVALID_STATE', path: ['subject'] }] } });
}, 120_000);
