import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { decodeAlone } from './scale/decode-alone.ts';
import { type ImageCase, imageCases, makeImages } from './scale/make-images.ts';
import { makeTable } from './scale/make-table.ts';
import { makeWideTable } from './scale/make-wide-table.ts';
import { readAlone, readWideAlone } from './scale/read-alone.ts';
import type { Spent } from './scale/spent.ts';

const options = {
  rows: { type: 'string', multiple: true, default: ['10000', '100000', '1000000'] as string[] },
  wide: { type: 'string', multiple: true, default: [] as string[] },
  images: { type: 'string', multiple: true, default: ['1000', '10000'] as string[] },
} as const;

/**
 * How long import and assessment take, and how much memory, beside what is needed at least: of a table, what DuckDB alone takes to read and
 * aggregate the same file; of images in a zip archive, what sharp alone takes to decode them.
 * `npm run bench -- scale [--rows 10000 --rows 10000000] [--wide 785x60000] [--images 100000]`; 0 leaves a part out. Wide: columns and rows of a table of whole numbers.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  for (const rows of values.rows.map(Number).filter((count) => count > 0)) {
    await inFolder(async (folder) => {
      const file = join(folder, 'table.csv');
      await makeTable(file, rows);
      tell({ rows }, 'duckdbAlone', await readAlone(file), await imported('TABULAR', 'CSV', file, folder));
    });
  }
  for (const [columns = 0, rows = 0] of values.wide.map((size) => size.split('x').map(Number))) {
    await inFolder(async (folder) => {
      const file = join(folder, 'table.csv');
      await makeWideTable(file, columns, rows);
      tell({ rows, columns }, 'duckdbAlone', await readWideAlone(file, columns), await imported('TABULAR', 'CSV', file, folder));
    });
  }
  for (const count of values.images.map(Number).filter((images) => images > 0)) {
    for (const name of Object.keys(imageCases) as ImageCase[]) {
      await inFolder(async (folder) => {
        const file = join(folder, 'images.zip');
        const alone = await decodeAlone(await makeImages(file, name, count));
        tell({ images: count, of: imageCases[name].about }, 'sharpAlone', alone, await imported('IMAGE', 'IMAGE_ARCHIVE', file, folder));
      });
    }
  }
}

function tell(what: object, aloneName: string, alone: Spent, result: Spent): void {
  const ratio = (of: keyof Spent) => Math.round((result[of] / alone[of]) * 100) / 100;
  console.log(JSON.stringify({ ...what, ...result, [aloneName]: alone, ratio: ratio('seconds'), processorRatio: ratio('processorSeconds') }));
}

/** In a process of its own, whose memory is measured. */
async function imported(kind: string, format: string, file: string, folder: string): Promise<Spent> {
  const script = fileURLToPath(new URL('./scale/import-one.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, kind, format, file, join(folder, 'store')], { maxBuffer: 1 << 24 });
  return JSON.parse(stdout);
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'flywheel-scale-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
