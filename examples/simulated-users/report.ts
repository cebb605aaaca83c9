import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lineChart } from '../../bench/figures/line-chart.ts';
import { percent, type Turn } from './turns.ts';

export interface Outcome {
  /** Of what the product began with. */
  readonly start: number;
  readonly turns: readonly Turn[];
  /** Of training once on all true labels. */
  readonly truth: number;
}

const HEADINGS = ['wave', 'asked', 'right', 'feedback', 'cycle', 'trigger', 'state', 'samples', 'accuracy', 'seconds'];

/** A table to read. */
export function table({ start, turns, truth }: Outcome): string {
  const rows = [
    ['start', '', '', '', '', '', '', '', percent(start), ''],
    ...turns.map(({ isBad, asked, right, said, cycle, production, seconds }, at) => [
      `${at + 1}${isBad ? ' (bad)' : ''}`, String(asked), String(right), String(said), String(cycle.number), cycle.trigger, cycle.state, String(cycle.datasetVersion?.sampleCount ?? ''), percent(production.value), seconds.toFixed(0),
    ]),
    ['all true labels', '', '', '', '', '', '', '', percent(truth), ''],
  ];
  return [HEADINGS, HEADINGS.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Writes curve.csv and curve.svg into a folder. */
export async function writeCurve(folder: string, { start, turns, truth }: Outcome): Promise<void> {
  const points = [{ x: 0, y: start * 100 }, ...turns.map(({ production }, at) => ({ x: at + 1, y: production.value * 100 }))];
  const lines = points.map(({ x, y }) => `${x},${turns[x - 1]?.cycle.state ?? ''},${y.toFixed(3)},${(truth * 100).toFixed(3)}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'curve.csv'), ['cycle,state,production_accuracy,all_true_labels', ...lines, ''].join('\n'));
  await writeFile(join(folder, 'curve.svg'), lineChart({
    title: 'Accuracy in production on texts that nobody ever saw (%)',
    isRising: true,
    xLabel: 'waves of traffic, each with a cycle',
    curves: [
      { name: 'trained once on all true labels', colour: '#6b7280', points: [{ x: 0, y: truth * 100 }, { x: turns.length, y: truth * 100 }] },
      { name: 'in production', colour: '#2563eb', points },
    ],
  }));
}
