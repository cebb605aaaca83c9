import { createHash } from 'node:crypto';
import { z } from 'zod';
import { follow } from '../../test/support/follow.ts';
import type { Installation } from './installation.ts';

const userErrors = z.array(z.object({ message: z.string() }));
const made = z.object({ importDataset: z.object({ datasetVersion: z.object({ id: z.string() }).nullable(), userErrors }) });
const announced = z.object({ createUpload: z.object({ upload: z.object({ id: z.string(), url: z.string() }).nullable(), userErrors }) });
const finished = z.object({ node: z.object({ status: z.string(), failure: z.string().nullable(), digest: z.string().nullable(), sampleCount: z.number().nullable() }) });
export type FinishedVersion = z.infer<typeof finished>['node'];

const createUpload = 'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { upload { id url } userErrors { message } } }';
const importDataset = 'mutation ($input: ImportDatasetInput!) { importDataset(input: $input) { datasetVersion { id } userErrors { message } } }';

/** An application that imports through the public API, step by step; each step may be taken again after the connection was lost. */
export function importClient(app: Installation) {
  return {
    async dataset(kind: string): Promise<string> {
      const shape = z.object({ createDataset: z.object({ dataset: z.object({ id: z.string() }) }) });
      return (await app.data(shape, 'mutation ($input: CreateDatasetInput!) { createDataset(input: $input) { dataset { id } } }', { input: { name: kind, kind } })).createDataset.dataset.id;
    },
    async announce(filename: string, bytes: Uint8Array): Promise<{ readonly id: string; readonly url: string }> {
      const { upload, userErrors: faults } = (await app.data(announced, createUpload, { input: { filename, sizeBytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') } })).createUpload;
      if (!upload) throw new Error(faults.map(({ message }) => message).join(' '));
      return upload;
    },
    /** Sends the bytes. One whose acknowledgement was lost is there already (409). */
    async send({ url }: { readonly url: string }, bytes: Uint8Array): Promise<void> {
      const response = await fetch(url, { method: 'PUT', body: new Blob([Uint8Array.from(bytes)]) });
      if (!response.ok && response.status !== 409) throw new Error(await response.text());
    },
    /** Asks for the import; with the same key once only. */
    async begin(input: Readonly<Record<string, unknown>>): Promise<string> {
      const { datasetVersion, userErrors: faults } = (await app.data(made, importDataset, { input })).importDataset;
      if (!datasetVersion) throw new Error(faults.map(({ message }) => message).join(' '));
      return datasetVersion.id;
    },
    /** The version once it is READY, REJECTED or FAILED. */
    async finished(id: string): Promise<FinishedVersion> {
      await Array.fromAsync(follow(app, 'subscription ($id: ID!) { datasetVersionUpdated(datasetVersionId: $id) { status } }', { id }));
      const { node } = await app.data(finished, 'query ($id: ID!) { node(id: $id) { ... on DatasetVersion { status failure digest sampleCount } } }', { id });
      if (node.status === 'IMPORTING' || node.status === 'ASSESSING') throw new Error('The connection ended before the version was finished.');
      return node;
    },
  };
}

export const localId = (id: string) => Buffer.from(id, 'base64').toString().split(':')[1] ?? '';
