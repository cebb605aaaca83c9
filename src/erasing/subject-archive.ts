import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { DatasetVersion } from '../domain/entities/dataset-version.ts';
import { type HeldRow, readHeldRows } from '../domain/privacy/read-held.ts';
import type { ClaimedSubjectExport } from '../domain/privacy/claim-subject-export.ts';
import { write } from '../domain/caller.ts';
import type { BlobStore } from '../store/blob-store.ts';
import { uploadKey } from '../store/keys.ts';

/** How tables are called in the archive. */
const names: Readonly<Record<string, string>> = { dataset_record: 'records', generation: 'generations', feedback: 'feedback', upload: 'uploads' };
const imageOutput = z.looseObject({ type: z.literal('image'), key: z.string() });

/**
 * Writes all that is held on a person as one JSON object: `subject`, `createdAt`, `datasetVersions` (each with its `samples`), `records`, `generations`, `feedback`,
 * `uploads`, and tables of other parts by their names; files in base64. Streamed: memory does not grow with it, but for the largest file.
 * @param samples  keys of files of JSON lines, by version
 */
export function writeSubjectArchive(em: EntityManager, store: BlobStore, { subject, folder, ...person }: ClaimedSubjectExport, samples: ReadonlyMap<string, string>): Promise<{ key: string; sizeBytes: number }> {
  const key = `${folder}/subject.json`;
  // All rows as they were at one moment.
  return write(em, async (tx) => {
    await tx.execute('set transaction isolation level repeatable read');
    async function* parts(): AsyncGenerator<string> {
      yield `{\n"subject": ${JSON.stringify(subject)},\n"createdAt": ${JSON.stringify(new Date())},\n"datasetVersions": [`;
      let separator = '\n';
      for (const [id, file] of samples) {
        const version = await tx.findOneOrFail(DatasetVersion, id, { populate: ['dataset'] });
        const dataset = version.dataset.getEntity();
        yield `${separator}{"dataset": ${JSON.stringify(dataset.name)}, "kind": ${JSON.stringify(dataset.kind)}, "number": ${version.number}, "samples": [`;
        yield* joined(linesOf(store, file));
        yield ']}';
        separator = ',\n';
      }
      yield ']';
      yield* rows(readHeldRows(tx, { ...person, subject }), store);
      yield '\n}\n';
    }
    const { sizeBytes } = await store.write(key, encoded(parts()));
    return { key, sizeBytes };
  });
}

async function* rows(held: AsyncIterable<HeldRow>, store: BlobStore): AsyncGenerator<string> {
  let open: string | undefined;
  for await (const { table, row } of held) {
    yield table === open ? ',\n' : `${open === undefined ? '' : ']'},\n${JSON.stringify(names[table] ?? table)}: [\n`;
    open = table;
    yield JSON.stringify(await withFiles(table, row, store));
  }
  if (open !== undefined) yield ']';
}

async function withFiles(table: string, row: HeldRow['row'], store: BlobStore): Promise<object> {
  if (table === 'upload') return { ...row, bytes: await base64(store, uploadKey(z.string().parse(row['id']))) };
  if (table !== 'generation') return row;
  const outputs = z.array(z.unknown()).parse(row['outputs']);
  return { ...row, outputs: await Promise.all(outputs.map((output) => shown(output, store))) };
}

async function shown(output: unknown, store: BlobStore): Promise<unknown> {
  const image = imageOutput.safeParse(output);
  if (!image.success) return output;
  const { key, ...rest } = image.data;
  return { ...rest, png: await base64(store, key) };
}

/** Null where there is no such file. */
async function base64(store: BlobStore, key: string): Promise<string | null> {
  return (await store.sizeOf(key)) === undefined ? null : Buffer.from(await store.readAll(key)).toString('base64');
}

async function* linesOf(store: BlobStore, key: string): AsyncGenerator<string> {
  const { createInterface } = await import('node:readline');
  yield* createInterface({ input: await store.read(key), crlfDelay: Infinity });
}

async function* joined(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let separator = '\n';
  for await (const line of lines) {
    yield `${separator}${line}`;
    separator = ',\n';
  }
}

const TOGETHER = 64 * 1024;

async function* encoded(parts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let together = '';
  for await (const part of parts) {
    together += part;
    if (together.length < TOGETHER) continue;
    yield Buffer.from(together);
    together = '';
  }
  yield Buffer.from(together);
}
