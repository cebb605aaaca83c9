import { mkdtemp, rm } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { importFiles } from '../src/data/import-files.ts';
import { assess } from '../src/data/quality/assess.ts';
import { LocalBlobStore } from '../src/store/local-blob-store.ts';
import { type RealSet, realSets } from './assess/real-sets.ts';
import { shownSample } from './assess/shown-sample.ts';

const options = { data: { type: 'string', default: '../shared/data' }, only: { type: 'string', multiple: true }, examples: { type: 'boolean', default: false } } as const;
const signal = new AbortController().signal;

/**
 * What the quality report says of well-known sets, and what it costs: `npm run bench -- assess [--data FOLDER] [--only imdb] [--examples]`.
 * Memory is the process's largest so far, so name one set where it matters.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  for (const set of await realSets(values.data)) {
    if (values.only !== undefined && !values.only.includes(set.name)) continue;
    const folder = await mkdtemp(join(tmpdir(), 'flywheel-assess-'));
    try {
      await assessOne(set, new LocalBlobStore(folder), values.examples);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function assessOne({ name, kind, format, files, columns }: RealSet, store: LocalBlobStore, examples: boolean): Promise<void> {
  const prefix = 'dataset-versions/1';
  const uploads = await Promise.all(files.map(async (path, index) => ({ filename: basename(path), key: (await store.write(`uploads/${index}`, createReadStream(path)), `uploads/${index}`) })));
  const imported = timed();
  const version = await importFiles(kind, { uploads, format, columns, split: { validation: 0.1, test: 0.1, seed: 0 }, target: prefix, store, onProgress: () => undefined, signal });
  const importing = imported();
  const assessed = timed();
  const steps: number[] = [];
  let last = timed();
  const report = await assess({
    store, prefix, description: version.description, leftOut: version, signal,
    onProgress: () => {
      steps.push(last().cpuSeconds);
      last = timed();
    },
  });
  console.log(JSON.stringify({ data: name, samples: version.sampleCount, verdict: report.verdict, import: importing, assess: assessed(), cpuSecondsOfSteps: steps, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1000) }));
  for (const { check, severity, message, examples: some = [] } of report.findings) {
    console.log(`  ${check} ${severity}: ${message}`);
    if (!examples) continue;
    for (const one of some) console.log(`    ${await shownSample(store, prefix, version.description, one)}`);
  }
}

/** Seconds by the clock and of the processor, from now until it is called. */
function timed(): () => { seconds: number; cpuSeconds: number } {
  const [clock, processor] = [performance.now(), process.cpuUsage()];
  const rounded = (value: number) => Math.round(value * 100) / 100;
  return () => {
    const { user, system } = process.cpuUsage(processor);
    return { seconds: rounded((performance.now() - clock) / 1000), cpuSeconds: rounded((user + system) / 1e6) };
  };
}
