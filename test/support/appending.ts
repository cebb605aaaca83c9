import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import type { StoringFlywheel } from './flywheel.ts';
import { follow } from './follow.ts';

export const userErrors = z.array(z.object({ code: z.string(), message: z.string(), path: z.array(z.string()).nullable() }));
const version = z.object({
  id: z.string(), number: z.number(), status: z.string(), failure: z.string().nullable(), digest: z.string().nullable(), sampleCount: z.number().nullable(),
  splits: z.array(z.object({ split: z.string(), count: z.number() })), classes: z.array(z.object({ label: z.string(), count: z.number() })),
  parent: z.object({ id: z.string() }).nullable(), changes: z.array(z.object({ kind: z.string(), count: z.number(), message: z.string() })),
  quality: z.object({ verdict: z.string(), findings: z.array(z.object({ check: z.string(), severity: z.string(), count: z.number() })) }).nullable(),
});
export type Version = z.infer<typeof version>;
const openVersion = z.object({ recordCount: z.number(), since: z.string().nullable(), lastRecordAt: z.string().nullable(), classes: z.array(z.object({ label: z.string(), count: z.number() })) });
const stored = z.object({ label: z.string().nullish(), split: z.string(), subject: z.string().nullable(), file: z.string(), row: z.coerce.number(), entry: z.string().nullable(), hash: z.string() });
export type StoredSample = z.infer<typeof stored>;
export type Rec = Readonly<Record<string, unknown>>;

const appended = z.object({ appendRecords: z.object({ accepted: z.number(), repeated: z.number(), userErrors }) });
const sealing = z.object({ sealDatasetVersion: z.object({ datasetVersion: z.object({ id: z.string() }).nullable(), userErrors }) });

export const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const labelOf = (index: number) => (index % 3 === 0 ? 'card' : 'money');
/** A text like no other, in which its class can be seen. */
export const textOf = (index: number) => `my ${labelOf(index)} ${(createHash('sha256').update(String(index)).digest('hex').match(/.{6}/g) ?? []).join(' ')}`;
export const text = (index: number): Rec => ({ key: `t${index}`, text: textOf(index), label: labelOf(index), subject: `person-${index % 50}` });
export const jsonl = (records: readonly Rec[]) => Buffer.from(records.map((record) => JSON.stringify(record)).join('\n'));

/** Collecting records through the public API of a server. */
export function appending(app: () => StoringFlywheel) {
  const finished = async (id: string): Promise<Version> => {
    await Array.fromAsync(follow(app(), 'subscription ($id: ID!) { datasetVersionUpdated(datasetVersionId: $id) { status } }', { id }));
    const fields = 'id number status failure digest sampleCount splits { split count } classes { label count } parent { id } changes { kind count message } quality { verdict findings { check severity count } }';
    return (await app().data(z.object({ node: version }), `query ($id: ID!) { node(id: $id) { ... on DatasetVersion { ${fields} } } }`, { id })).node;
  };
  const seal = async (datasetId: string, options: Rec = {}) =>
    (await app().data(sealing, 'mutation ($input: SealDatasetVersionInput!) { sealDatasetVersion(input: $input) { datasetVersion { id } userErrors { code message path } } }', { input: { datasetId, ...options } })).sealDatasetVersion;
  const importedFiles = async (datasetId: string, format: string, files: Readonly<Record<string, Uint8Array>>, options: Rec = {}): Promise<Version> => {
    const uploadIds: string[] = [];
    for (const [filename, bytes] of Object.entries(files)) uploadIds.push(await app().upload(filename, bytes));
    const shape = z.object({ importDataset: z.object({ datasetVersion: z.object({ id: z.string() }) }) });
    const input = { datasetId, uploadIds, format, ...options };
    return finished((await app().data(shape, 'mutation ($input: ImportDatasetInput!) { importDataset(input: $input) { datasetVersion { id } } }', { input })).importDataset.datasetVersion.id);
  };
  return {
    finished, seal,
    async dataset(kind: string): Promise<string> {
      const shape = z.object({ createDataset: z.object({ dataset: z.object({ id: z.string() }) }) });
      return (await app().data(shape, 'mutation ($input: CreateDatasetInput!) { createDataset(input: $input) { dataset { id } } }', { input: { name: kind, kind } })).createDataset.dataset.id;
    },
    imported: async (datasetId: string, format: string, filename: string, bytes: Uint8Array, options: Rec = {}): Promise<Version> => importedFiles(datasetId, format, { [filename]: bytes }, options),
    importedFiles,
    async append(datasetId: string, records: readonly Rec[], options: Rec = {}) {
      return (await app().data(appended, 'mutation ($input: AppendRecordsInput!) { appendRecords(input: $input) { accepted repeated userErrors { code message path } } }', { input: { datasetId, records, ...options } })).appendRecords;
    },
    /** Seals, and waits for the version. */
    async sealed(datasetId: string, options: Rec = {}): Promise<Version> {
      const { datasetVersion, userErrors: faults } = await seal(datasetId, options);
      if (faults.length > 0) throw new Error(JSON.stringify(faults));
      return finished(datasetVersion?.id ?? '');
    },
    async open(datasetId: string) {
      return (await app().data(z.object({ node: z.object({ openVersion }) }), 'query ($id: ID!) { node(id: $id) { ... on Dataset { openVersion { recordCount since lastRecordAt classes { label count } } } } }', { id: datasetId })).node.openVersion;
    },
    /** Keys of records that seals could not add. */
    async leftOut(datasetId: string): Promise<string[]> {
      const shape = z.object({ node: z.object({ openVersion: z.object({ leftOut: z.array(z.string()) }) }) });
      return (await app().data(shape, 'query ($id: ID!) { node(id: $id) { ... on Dataset { openVersion { leftOut } } } }', { id: datasetId })).node.openVersion.leftOut;
    },
    /** The samples of a version as its file has them, in the stored order. */
    async samples({ id }: Pick<Version, 'id'>): Promise<StoredSample[]> {
      const local = Buffer.from(id, 'base64').toString().split(':')[1] ?? '';
      const connection = await (await DuckDBInstance.create()).connect();
      try {
        const reader = await connection.runAndReadAll(`SELECT * REPLACE (hex(hash) AS hash) FROM read_parquet('${join(app().storeFolder, 'dataset-versions', local, 'samples.parquet')}')`);
        return z.array(stored).parse(reader.getRowObjectsJS());
      } finally {
        connection.closeSync();
      }
    },
  };
}
