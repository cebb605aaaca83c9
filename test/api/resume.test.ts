import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type Flywheel, startFlywheel } from '../support/flywheel.ts';
import { follow } from '../support/follow.ts';
import { importDigits, startVae } from '../support/trained-model.ts';

let app: Flywheel;
beforeAll(async () => {
  app = await startFlywheel({ workers: 1 });
});
afterAll(() => app.stop());

const EPOCHS = 6;
const KILLS = 3;
const DROPS = 20;

const selection = `cursor caughtUp events { __typename
  ... on TrainingRunStateChanged { state attempt }
  ... on MetricsLogged { step values { name value } }
  ... on SamplesMade { step }
  ... on CheckpointSaved { step } }`;
const event = z.looseObject({ __typename: z.string(), step: z.number().optional(), state: z.string().optional(), values: z.array(z.object({ name: z.string(), value: z.number() })).optional() });
const batch = z.object({ trainingRunEvents: z.object({ cursor: z.string(), caughtUp: z.boolean(), events: z.array(event) }) });
type Event = z.infer<typeof event>;

/** Ends the worker's trainer as an out-of-memory killer would. */
function killTrainer(worker: number): void {
  const children = execFileSync('pgrep', ['-P', String(worker), '-f', 'training/trainer'], { encoding: 'utf8' }).trim().split('\n');
  for (const child of children) process.kill(Number(child), 'SIGKILL');
}

/** Follows a run to its end over connections that are dropped again and again, each going on from the last cursor. */
async function followWithDrops(id: string, onEvent: (event: Event) => void): Promise<{ events: Event[]; connections: number }> {
  const events: Event[] = [];
  let after: string | undefined;
  for (let connections = 1; ; connections += 1) {
    let batches = 0;
    let last: string | undefined;
    for await (const answer of follow(app, `subscription ($id: ID!, $after: String) { trainingRunEvents(trainingRunId: $id, after: $after) { ${selection} } }`, { id, after })) {
      const { trainingRunEvents } = batch.parse(answer);
      events.push(...trainingRunEvents.events);
      trainingRunEvents.events.forEach(onEvent);
      after = trainingRunEvents.cursor;
      last = events.findLast(({ state }) => state)?.state;
      batches += 1;
      if (connections <= DROPS && batches === 2) break;
    }
    if (last === 'SUCCEEDED' || last === 'FAILED') return { events, connections };
  }
}

const metricsOf = (events: readonly Event[]) => events.filter(({ __typename }) => __typename === 'MetricsLogged').map(({ step, values }) => ({ step, values }));

test('a run whose trainer is killed three times goes on by itself, and a reader dropped twenty times misses and doubles nothing', async () => {
  const dataset = await importDigits(app);
  const vae = { epochs: EPOCHS, filters: 8, hiddenSize: 32, decoderHiddenSize: 32 };
  const run = await startVae(app, dataset, vae);
  let logged = 0;
  let kills = 0;
  const { events, connections } = await followWithDrops(run, ({ __typename }) => {
    if (__typename === 'MetricsLogged') logged += 1;
    // Between two log lines, wherever the trainer happens to be.
    if (__typename === 'MetricsLogged' && kills < KILLS && logged === 4 + 5 * kills) {
      kills += 1;
      const [worker] = app.workers;
      killTrainer(worker?.pid ?? 0);
    }
  });
  expect({ kills, connections: connections > DROPS }).toEqual({ kills: KILLS, connections: true });
  expect(events.filter(({ state }) => state).at(-1)).toMatchObject({ state: 'SUCCEEDED', attempt: KILLS + 1 });

  const stored: Event[] = [];
  let after: string | undefined;
  for (let caughtUp = false; !caughtUp; ) {
    const page = await app.data(batch, `query ($id: ID!, $after: String) { trainingRunEvents(trainingRunId: $id, after: $after, first: 50) { ${selection} } }`, { id: run, after });
    stored.push(...page.trainingRunEvents.events);
    ({ caughtUp, cursor: after } = page.trainingRunEvents);
  }
  expect(events).toEqual(stored);

  const quietRun = await startVae(app, dataset, vae);
  const { events: undisturbed } = await followWithDrops(quietRun, () => undefined);
  expect(metricsOf(events)).toEqual(metricsOf(undisturbed));
}, 240_000);
