/** Imports and assesses one file in a process of its own, as the importing process does, and prints one JSON line: `import-one.ts KIND FORMAT FILE FOLDER`. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { importFiles } from '../../src/data/import-files.ts';
import { assess } from '../../src/data/quality/assess.ts';
import { dataFormats } from '../../src/domain/dataset-import.ts';
import { datasetKinds } from '../../src/plugin/index.ts';
import { LocalBlobStore } from '../../src/store/local-blob-store.ts';
import { residentMemory } from '../process.ts';
import { timed } from './spent.ts';

const [kindName, formatName, file, folder] = process.argv.slice(2);
const kind = datasetKinds.find((one) => one === kindName);
const format = dataFormats.find((one) => one === formatName);
if (kind === undefined || format === undefined || file === undefined || folder === undefined) throw new Error('Say KIND FORMAT FILE FOLDER.');

const store = new LocalBlobStore(folder);
const upload = { filename: basename(file), key: 'uploads/1' };
await store.write(upload.key, createReadStream(file));
const target = 'dataset-versions/1';
const whole = new AbortController();
const importing = await timed(() => importFiles(kind, { uploads: [upload], format, split: { validation: 0.1, test: 0.1, seed: 0 }, target, store, onProgress: () => undefined, signal: whole.signal }));
const version = importing.result;
const assessing = await timed(() => assess({ store, prefix: target, description: version.description, leftOut: version, onProgress: () => undefined, signal: whole.signal }));
const stored = await Promise.all((await store.list(target)).map(async (key) => (await store.sizeOf(key)) ?? 0));
const seconds = importing.spent.seconds + assessing.spent.seconds;
console.log(JSON.stringify({
  samples: version.sampleCount, bytes: (await stat(file)).size, importing: importing.spent, assessing: assessing.spent,
  seconds, processorSeconds: importing.spent.processorSeconds + assessing.spent.processorSeconds,
  rowsPerSecond: Math.round(version.sampleCount / seconds), peakMegabytes: (await residentMemory(process.pid))?.most ?? null, storedBytes: stored.reduce((sum, size) => sum + size, 0),
  verdict: assessing.result.verdict, findings: assessing.result.findings.map(({ check, count }) => `${check} ${count}`),
}));
