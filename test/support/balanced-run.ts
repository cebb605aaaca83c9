import { execFileSync } from 'node:child_process';
import { z } from 'zod';
import type { Flywheel } from './flywheel.ts';
import { follow } from './follow.ts';
import { startRun } from './train.ts';

const event = z.looseObject({ __typename: z.string(), step: z.number().optional(), line: z.string().optional(), values: z.array(z.object({ name: z.string(), value: z.number() })).optional() });
const batch = z.object({ trainingRunEvents: z.object({ events: z.array(event) }) });
const balanced = z.object({
  node: z.object({
    state: z.string(), failure: z.string().nullable(), attempt: z.number(), hyperparameters: z.record(z.string(), z.unknown()),
    progress: z.object({ step: z.number(), steps: z.number() }),
    balance: z.object({
      method: z.string(), unlabelled: z.number(), modelVersion: z.object({ id: z.string() }).nullable(),
      classes: z.array(z.object({ label: z.string(), before: z.number(), after: z.number(), generated: z.number(), weight: z.number() })),
    }),
  }),
});

export interface Step {
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

export interface BalancedRun {
  readonly id: string;
  readonly run: z.infer<typeof balanced>['node'];
  /** What each step was given, as the test plugin `tally` tells it. */
  readonly steps: readonly Step[];
  readonly logs: readonly string[];
}

/** The trainers of a server's first worker, as SIGKILL ends them. */
function killTrainer(app: Flywheel): void {
  const [worker] = app.workers;
  for (const child of execFileSync('pgrep', ['-P', String(worker?.pid), '-f', 'training/trainer'], { encoding: 'utf8' }).trim().split('\n')) process.kill(Number(child), 'SIGKILL');
}

/** A run of the test plugin `tally`, unless `algorithm` says another one, to its end; `killed`: its trainer is once, after a checkpoint. @throws where it is refused or fails */
export async function tallyRun(app: Flywheel, datasetVersionId: string, { algorithm = { tally: {} }, killed = false, ...options }: Readonly<Record<string, unknown>> & { readonly algorithm?: Record<string, unknown>; readonly killed?: boolean }): Promise<BalancedRun> {
  const id = await startRun(app, datasetVersionId, algorithm, options);
  const steps: Step[] = [];
  const logs: string[] = [];
  let kill = killed;
  for await (const answer of follow(app, 'subscription ($id: ID!) { trainingRunEvents(trainingRunId: $id) { events { __typename ... on MetricsLogged { step values { name value } } ... on LogWritten { line } } } }', { id })) {
    for (const { __typename, step, values, line } of batch.parse(answer).trainingRunEvents.events) {
      if (kill && __typename === 'CheckpointSaved') {
        kill = false;
        killTrainer(app);
      }
      if (line !== undefined) logs.push(line);
      if (values?.some(({ name }) => name.startsWith('train/'))) steps.push({ step: step ?? 0, values: Object.fromEntries(values.map(({ name, value }) => [name, value])) });
    }
  }
  const { node: run } = await app.data(balanced, `query ($id: ID!) { node(id: $id) { ... on TrainingRun { state failure attempt hyperparameters progress { step steps }
    balance { method unlabelled modelVersion { id } classes { label before after generated weight } } } } }`, { id });
  if (run.state !== 'SUCCEEDED') throw new Error(`${run.state}: ${run.failure ?? ''}`);
  return { id, run, steps, logs };
}

/** What stands for each sample of each epoch, in the order in which it came. */
export async function seenBy(app: Flywheel, datasetVersionId: string, options: Readonly<Record<string, unknown>>): Promise<number[][]> {
  const { steps } = await tallyRun(app, datasetVersionId, { ...options, algorithm: { tally: { batchSize: 1, epochs: 2 } } });
  const size = steps.length / 2;
  return [0, 1].map((epoch) => steps.slice(epoch * size, (epoch + 1) * size).map(({ values }) => values['train/content'] ?? NaN));
}

export const sums = (steps: readonly Step[], name: string): number => steps.reduce((sum, { values }) => sum + (values[name] ?? NaN), 0);

/** The UUID within a global id. */
export const localUuid = (id: string): string => /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(Buffer.from(id, 'base64').toString())?.[0] ?? id;
