import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { modelNames, modelOf } from './models/all.ts';
import { peerWays } from './peer-ways.ts';
import { ownWays } from './own-ways.ts';
import { bestProducts, MATRIX_PRODUCT } from './products.ts';
import { barChart } from './report/bar-chart.ts';
import { limitTable } from './report/limit-table.ts';
import { summarize } from './report/summary.ts';
import { stepTable } from './report/step-table.ts';
import { isPrecision, runInterleaved, type Measurement, type Precision } from './run.ts';

/**
 * `steps [--models vae,gan,transformer] [--precision FLOAT32,MIXED] [--only compiled,keras-graph] [--rounds 3] [--steps 60]
 * [--peers ../shared/peers]`: milliseconds per training step of the peers' models, each way in a process of its own,
 * interleaved. A JSON line for each measurement, then tables, charts and the machine's limit.
 *
 * FLYWHEEL_PEERS_PYTHON: a Python that has the peers' requirements; without it they are left out.
 * FLYWHEEL_KEY (and FLYWHEEL_URL): a running server, to measure a run of the VAE through the whole platform too.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      models: { type: 'string', default: modelNames.join(',') },
      precision: { type: 'string', default: 'FLOAT32,MIXED' },
      only: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      steps: { type: 'string', default: '60' },
      peers: { type: 'string', default: join(import.meta.dirname, '../../shared/peers') },
    },
  });
  const wanted = { steps: wholeNumber('steps', values.steps), rounds: wholeNumber('rounds', values.rounds), precisions: precisionsOf(values.precision) };
  const python = process.env['FLYWHEEL_PEERS_PYTHON'];
  const all = values.models.split(',').flatMap((name) => {
    const { name: model } = modelOf(name);
    return [...ownWays(model, wanted.steps, process.env['FLYWHEEL_KEY'] !== undefined), ...(python === undefined ? [] : peerWays(python, values.peers, model, wanted.steps))];
  });
  const ofPrecision = all.filter(({ precision }) => wanted.precisions.includes(precision));
  const only = values.only?.split(',');
  const unknown = only?.filter((name) => !ofPrecision.some((one) => one.name === name)) ?? [];
  if (unknown.length > 0) throw new Error(`There is no way ${unknown.join(', ')} here; there are ${[...new Set(ofPrecision.map(({ name }) => name))].join(', ')}.`);
  const chosen = ofPrecision.filter(({ name }) => only?.includes(name) ?? true);

  const products = [];
  const measurements: Measurement[] = [];
  for await (const line of runInterleaved(chosen, MATRIX_PRODUCT, wanted.rounds)) {
    console.log(JSON.stringify(line));
    if (line.kind === 'step') measurements.push(line);
    else products.push(line);
  }
  const machine = bestProducts(products);
  for (const name of values.models.split(',')) {
    const model = modelOf(name);
    const summaries = summarize(measurements.filter((one) => one.model === model.name));
    console.log(`\n${model.name}\n\n${stepTable(summaries)}\n\n${barChart(summaries)}\n\n${limitTable(model, machine, summaries)}`);
  }
  if (python === undefined) console.log('\nKeras and PyTorch are left out: set FLYWHEEL_PEERS_PYTHON to a Python that has their packages.');
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${option} is a whole number from 1, not ${text}.`);
  return value;
}

function precisionsOf(text: string): Precision[] {
  return text.split(',').map((name) => {
    if (!isPrecision(name)) throw new Error(`There is no precision ${name}; there are FLOAT32 and MIXED.`);
    return name;
  });
}
