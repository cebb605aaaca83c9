import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { importFiles } from '../src/data/import-files.ts';
import { Fault } from '../src/domain/fault.ts';
import type { ImportPreview } from '../src/domain/import-preview.ts';
import { openPreviewer } from '../src/importing/previewer.ts';
import { uploadKey } from '../src/store/keys.ts';
import { LocalBlobStore } from '../src/store/local-blob-store.ts';
import { type Original, originals } from './imports/originals.ts';

const options = { data: { type: 'string', default: '../shared/data' }, only: { type: 'string', multiple: true }, details: { type: 'boolean', default: false } } as const;
const split = { validation: 0.1, test: 0.1, seed: 0 };

/** Previews and imports well-known sets from their original files, as a table in Markdown: `npm run bench -- imports [--data FOLDER] [--only imdb] [--details]`. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  console.log('| set | files | kind | format | said besides | preview | import | samples: train + validation + test |\n| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const original of await originals(values.data)) {
    if (values.only !== undefined && !values.only.includes(original.name)) continue;
    const folder = await mkdtemp(join(tmpdir(), 'flywheel-imports-'));
    try {
      await importOne(original, folder, values.details);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function importOne(original: Original, folder: string, details: boolean): Promise<void> {
  const { name, kind, format, files, header, columns, image } = original;
  const store = new LocalBlobStore(folder);
  const uploads = await Promise.all(files.map(async (path, index) => ({ id: String(index), filename: basename(path), key: uploadKey(String(index)), size: (await store.write(uploadKey(String(index)), createReadStream(path))) })));
  const previewer = openPreviewer({ storeFolder: folder, environment: { PATH: process.env['PATH'] ?? '' }, logger: pino({ level: 'error' }) });
  const [preview, previewSeconds] = await timed(() => previewer.preview({ kind, format, header, columns, image, split, uploads }));
  await previewer.close();
  const [outcome, importSeconds] = await timed(() => importFiles(kind, { uploads, format, header, columns, image, split, target: 'dataset-versions/1', store, onProgress: () => undefined, signal: new AbortController().signal })
    .then(({ description }) => Object.values(description.counts).map((count) => count.toLocaleString('en')).join(' + '), (error: unknown) => `**refused**: ${error instanceof Error ? error.message : String(error)}`));
  const said = [header === undefined ? [] : `header: ${header}`, columns === undefined ? [] : JSON.stringify(columns)].flat().join(', ');
  console.log(`| ${name} | ${files.map((path) => basename(path)).join(', ')} | ${kind} | ${format} | ${said || 'nothing'} | ${seenIn(preview)}, ${previewSeconds} s | ${importSeconds} s | ${outcome} |`);
  if (details) console.dir(preview, { depth: 6, maxStringLength: 100 });
}

function seenIn(preview: ImportPreview | string): string {
  if (typeof preview === 'string') return `**refused**: ${preview}`;
  const encodings = new Set(preview.files.flatMap(({ encoding }) => encoding ?? []));
  return [[...encodings].join(' and ') || [], `${preview.samples.length} samples`, preview.faults.map((fault) => `**fault**: ${fault}`)].flat().join(', ');
}

async function timed<T>(work: () => Promise<T>): Promise<[T | string, string]> {
  const start = performance.now();
  const result = await work().catch((error: unknown) => {
    if (error instanceof Fault) return error.message;
    throw error;
  });
  return [result, ((performance.now() - start) / 1000).toFixed(1)];
}
