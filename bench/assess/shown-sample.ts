import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import type { FoundSample } from '../../src/domain/quality-report.ts';
import { quoted } from '../../src/data/samples/sql.ts';
import { openVersion } from '../../src/data/version/open-version.ts';
import type { DatasetDescription } from '../../src/plugin/index.ts';
import type { BlobStore } from '../../src/store/blob-store.ts';

const signal = new AbortController().signal;
const row = z.object({ label: z.string().nullable(), split: z.string(), file: z.string(), row: z.coerce.number(), entry: z.string().nullable(), content: z.string() });

/** A sample that was found, and the one beside it, for a person who looks: as text; images as a PNG whose path is told. */
export async function shownSample(store: BlobStore, prefix: string, description: DatasetDescription, { position, other, detail }: FoundSample): Promise<string> {
  const { database, content, images, close } = await openVersion({ store, prefix, description, work: 'shown', signal });
  try {
    const positions = other === undefined ? [position] : [position, other];
    const text = content.length === 0 ? 'place::VARCHAR' : `concat_ws(' | ', ${content.map(quoted).join(', ')})`;
    const rows = await Promise.all(positions.map((at) => database.one(`SELECT label, split, file, "row", entry, left(${text}, 300) AS content FROM samples WHERE sample_position = ${at}`, row)));
    const shown = rows.map((one) => `[${one.split} ${one.label ?? ''} ${one.entry ?? `${one.file}:${one.row}`}] ${images === undefined ? one.content : ''}`).join(' ~ ');
    if (images === undefined) return `${detail ?? ''} ${shown}`;
    const pixels = await Promise.all(rows.map(async ({ content: place }) => {
      const bytes = new Uint8Array(images.recordBytes);
      await images.blob.readInto(bytes, Number(place) * images.recordBytes);
      return bytes;
    }));
    const path = join(tmpdir(), `flywheel-shown-${randomUUID()}.png`);
    const raw = { width: images.width, height: images.height * rows.length, channels: images.channels };
    await writeFile(path, await sharp(Buffer.concat(pixels), { raw }).resize({ width: 256, kernel: 'nearest' }).png().toBuffer());
    return `${detail ?? ''} ${shown} ${path}`;
  } finally {
    await close();
  }
}
