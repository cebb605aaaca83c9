/**
 * Milliseconds per training step of the peers' VAE, each way in a process of its own, interleaved:
 * `node --import tsx bench/steps.ts [--rounds 3] [--steps 60] [--only plugin,tfjs] [--peers ../shared/peers]`.
 * FLYWHEEL_KEY (and FLYWHEEL_URL): a running server, to measure a run through the whole platform too.
 * FLYWHEEL_PEERS_PYTHON: a Python that has the peers' requirements; without it they are left out.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runInterleaved, type Measurement, type Way } from './run.ts';
import { table } from './table.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '60' },
    only: { type: 'string' },
    peers: { type: 'string', default: join(import.meta.dirname, '../../shared/peers') },
  },
});

/** A script of `ways/`, run by this Node. */
const ours = (name: string): Way => ({
  name,
  command: [process.execPath, '--import', 'tsx', join(import.meta.dirname, 'ways', `${name}.ts`), values.steps],
});

function peers(python: string): Way[] {
  const peer = (way: string): Way['command'] => [python, join(values.peers, 'step.py'), way, 'vae', values.steps];
  // PyTorch's allocations go faster with these two settings of the C library; a fair comparison shows both.
  const tuned = { MALLOC_MMAP_THRESHOLD_: '2000000000', MALLOC_TRIM_THRESHOLD_: '4000000000' };
  return [
    { name: 'keras-graph', command: peer('keras-graph') },
    { name: 'torch-eager', command: peer('torch-eager') },
    { name: 'torch-eager, malloc tuned', command: peer('torch-eager'), environment: tuned },
    { name: 'torch-compile', command: peer('torch-compile') },
    { name: 'torch-compile, malloc tuned', command: peer('torch-compile'), environment: tuned },
  ];
}

/** The first is what the others are compared with. One file of `ways/` for each of ours. */
const python = process.env['FLYWHEEL_PEERS_PYTHON'];
const platform = process.env['FLYWHEEL_KEY'] === undefined ? [] : [ours('platform')];
const all: Way[] = [ours('plugin'), ...platform, ours('tfjs'), ...(python === undefined ? [] : peers(python))];
const chosen = values.only === undefined ? all : all.filter(({ name }) => values.only?.split(',').includes(name));

const measurements: Measurement[] = [];
for await (const measurement of runInterleaved(chosen, Number(values.rounds))) {
  measurements.push(measurement);
  console.log(JSON.stringify(measurement));
}
console.log(`\n${table(measurements)}`);
if (python === undefined) console.log('\nKeras and PyTorch are left out: set FLYWHEEL_PEERS_PYTHON to a Python that has their packages.');
