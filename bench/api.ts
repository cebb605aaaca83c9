import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';

/**
 * How the API answers while a run trains: 20 clients ask for a list of 50 runs, first as dashboards do, once a second
 * each, then one request after the other without a pause, which is as much as the machine gives.
 *
 *   FLYWHEEL_URL=http://127.0.0.1:4000 FLYWHEEL_KEY=fw_… npm run bench:api -- [seconds]
 *
 * Needs a running server with a worker and a READY dataset version (the sample does). It starts a long run, fills the
 * list with runs that it cancels, measures, and cancels the long run.
 */
const CLIENTS = 20;
const LISTED = 50;

const url = `${process.env['FLYWHEEL_URL'] ?? 'http://127.0.0.1:4000'}/graphql`;
const headers = { 'content-type': 'application/json', authorization: `Bearer ${process.env['FLYWHEEL_KEY'] ?? ''}` };
const answer = z.object({ data: z.unknown(), errors: z.array(z.object({ message: z.string() })).optional() });

async function ask<T>(shape: z.ZodType<T>, query: string, variables: Record<string, unknown> = {}): Promise<T> {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const { data, errors } = answer.parse(await response.json());
  if (errors) throw new Error(errors.map(({ message }) => message).join(' '));
  return shape.parse(data);
}

const started = z.object({ startTrainingRun: z.object({ trainingRun: z.object({ id: z.string() }) }) });
const start = (datasetVersionId: string, epochs: number) =>
  ask(started, 'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { trainingRun { id } } }', { input: { datasetVersionId, algorithm: { vae: { epochs } }, seed: 1 } });
const cancel = (id: string) => ask(z.unknown(), 'mutation ($id: ID!) { cancelTrainingRun(input: { trainingRunId: $id }) { userErrors { message } } }', { id });

async function untilRunning(id: string): Promise<void> {
  for (;;) {
    const { node } = await ask(z.object({ node: z.object({ state: z.string(), progress: z.object({ step: z.number() }) }) }), 'query ($id: ID!) { node(id: $id) { ... on TrainingRun { state progress { step } } } }', { id });
    if (node.state === 'RUNNING' && node.progress.step > 0) return;
    if (node.state === 'FAILED' || node.state === 'CANCELED') throw new Error(`The run is ${node.state}.`);
    await wait(200);
  }
}

async function measureApi(seconds: number): Promise<void> {
  const datasets = z.object({ datasets: z.object({ edges: z.array(z.object({ node: z.object({ latestVersion: z.object({ id: z.string(), status: z.string() }).nullable() }) })) }) });
  const found = await ask(datasets, '{ datasets(first: 20) { edges { node { latestVersion { id status } } } } }');
  const version = found.datasets.edges.map(({ node }) => node.latestVersion).find((latest) => latest?.status === 'READY');
  if (!version) throw new Error('There is no READY dataset version to train on.');
  const { startTrainingRun: long } = await start(version.id, 10_000);
  await untilRunning(long.trainingRun.id);
  for (let number = 0; number < LISTED; number += 1) await cancel((await start(version.id, 1)).startTrainingRun.trainingRun.id);

  await measure(3, 0); // Not counted: connections open and code is compiled.
  for (const pauseMs of [1000, 0]) console.log(JSON.stringify(await measure(seconds, pauseMs)));
  await cancel(long.trainingRun.id);
}

const list = `{ trainingRuns(first: ${LISTED}) { edges { node { id name state attempt createdAt progress { epoch epochs step steps secondsLeft } latestMetrics { name value } datasetVersion { number dataset { name } } } } } }`;

async function measure(seconds: number, pauseMs: number) {
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      await wait((client / CLIENTS) * pauseMs);
      while (performance.now() < end) {
        const from = performance.now();
        await ask(z.unknown(), list);
        times.push(performance.now() - from);
        await wait(Math.max(0, pauseMs - (performance.now() - from)));
      }
    }),
  );
  times.sort((a, b) => a - b);
  const at = (share: number) => Number((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1));
  return { clients: CLIENTS, pauseMs, listed: LISTED, requests: times.length, perSecond: Math.round(times.length / seconds), p50: at(0.5), p90: at(0.9), p99: at(0.99), worst: at(1) };
}

await measureApi(Number(process.argv[2] ?? 15));
