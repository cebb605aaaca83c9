/**
 * Whether learning curves foretell: for real sets a curve is measured on at most half of the data, and its prediction for twice as much
 * is laid beside what a run on that measures: `npm run check:learning-curves [-- --data ../shared/data --only banking77]`. All through the
 * public API of a server and a worker of its own. Fails where a measurement lies outside of its interval.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { install } from './interruptions/installation.ts';
import { type CurveCase, curveCases } from './learning-curves/cases.ts';
import { foretell, type Foretold } from './learning-curves/foretell.ts';

const { data: folder, only } = parseArgs({ options: { data: { type: 'string', default: '../shared/data' }, only: { type: 'string', multiple: true } } }).values;

const shown = (value: number) => value.toFixed(4);
const line = ({ name }: CurveCase, { samples, learned, predicted, measured, seconds }: Foretold) =>
  `${name.padEnd(12)} ${learned.map(({ samples: amount, value }) => `${amount}: ${shown(value)}`).join('  ')}\n` +
  `${''.padEnd(12)} ${samples} samples: ${shown(predicted.value)} foretold (95 % interval ${shown(predicted.low)} to ${shown(predicted.high)}), ${shown(measured)} measured, ${isWithin(predicted, measured) ? 'within' : 'OUTSIDE'}; ${seconds.toFixed(0)} s`;
const isWithin = ({ low, high }: Foretold['predicted'], measured: number) => measured >= low && measured <= high;

const app = await install();
try {
  for (const one of curveCases(folder).filter(({ name }) => !only || only.includes(name))) {
    const found = await foretell(app, one);
    console.log(line(one, found));
    if (!isWithin(found.predicted, found.measured)) process.exitCode = 1;
  }
} finally {
  await app.stop();
}
