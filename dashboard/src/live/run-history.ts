import type { OutputFragment, ProgressFragment, RunEventsSubscription, TrainingRunState } from '../gql/graphql';
import { putPoint, type Series } from './series';

export type RunEvent = RunEventsSubscription['trainingRunEvents']['events'][number];

export interface SampleStep {
  readonly step: number;
  readonly outputs: readonly OutputFragment[];
}

export interface LogLine {
  readonly time: string;
  readonly text: string;
  readonly isWarning: boolean;
}

/** All that a run's events have told so far. Grows in place: a run can have 100,000 points. */
export interface RunHistory {
  state: TrainingRunState | null;
  attempt: number;
  message: string | null;
  progress: ProgressFragment | null;
  readonly series: Map<string, Series>;
  readonly samples: SampleStep[];
  readonly checkpoints: { readonly step: number; readonly sizeBytes: number; readonly time: string }[];
  readonly log: LogLine[];
}

export const emptyHistory = (): RunHistory => ({
  state: null,
  attempt: 1,
  message: null,
  progress: null,
  series: new Map(),
  samples: [],
  checkpoints: [],
  log: [],
});

const keptLogLines = 1_000;

/** Events come in the order in which they were stored, each once. */
export function takeEvent(history: RunHistory, event: RunEvent): void {
  switch (event.__typename) {
    case 'TrainingRunStateChanged':
      history.state = event.state;
      history.attempt = event.attempt;
      history.message = event.message;
      writeLog(history, event.time, stateLine(event.state, event.attempt, event.message));
      break;
    case 'MetricsLogged':
      history.progress = event.progress;
      for (const { name, value } of event.values) addPoint(history, name, event.step, value);
      break;
    case 'SamplesMade':
      putAtStep(history.samples, { step: event.step, outputs: event.outputs });
      break;
    case 'CheckpointSaved':
      putAtStep(history.checkpoints, { step: event.step, sizeBytes: event.sizeBytes, time: event.time });
      break;
    case 'LogWritten':
      writeLog(history, event.time, event.line, event.level === 'WARNING');
      break;
  }
}

export function addPoint(history: RunHistory, name: string, step: number, value: number): void {
  const series = history.series.get(name) ?? { steps: [], values: [] };
  history.series.set(name, series);
  putPoint(series, step, value);
}

/** A run that went on from a checkpoint makes the samples and checkpoints after it once more: the newer ones stand. */
function putAtStep<Entry extends { readonly step: number }>(entries: Entry[], entry: Entry): void {
  const at = entries.findIndex(({ step }) => step >= entry.step);
  if (at < 0) entries.push(entry);
  else entries.splice(at, entries[at]?.step === entry.step ? 1 : 0, entry);
}

function writeLog(history: RunHistory, time: string, text: string, isWarning = false): void {
  history.log.push({ time, text, isWarning });
  if (history.log.length > keptLogLines) history.log.shift();
}

function stateLine(state: string, attempt: number, message: string | null): string {
  const tries = attempt > 1 ? `, attempt ${attempt}` : '';
  return `State ${state}${tries}${message ? `: ${message}` : ''}`;
}
