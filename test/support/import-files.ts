import { z } from 'zod';
import type { DatasetKind } from '../../src/plugin/index.ts';
import type { ApiClient } from './api-client.ts';
import { follow } from './follow.ts';

const created = z.object({ createDataset: z.object({ dataset: z.object({ id: z.string() }) }) });
const imported = z.object({ importDataset: z.object({ datasetVersion: z.object({ id: z.string() }).nullable(), userErrors: z.array(z.object({ message: z.string() })) }) });
const finished = z.object({ node: z.object({ status: z.string(), failure: z.string().nullable() }) });

export interface FilesToImport {
  readonly kind: DatasetKind;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly format: string;
  readonly columns?: Readonly<Record<string, string | readonly string[]>>;
  readonly header?: boolean;
  /** Of the dataset, where its own are not to reject so few and so like samples. */
  readonly thresholds?: readonly Readonly<Record<string, unknown>>[];
}

/** Imports files as the first version of a new dataset; the READY version's id. */
export async function importFiles(app: ApiClient, { kind, files, thresholds, ...options }: FilesToImport): Promise<string> {
  const { createDataset } = await app.data(created, 'mutation ($input: CreateDatasetInput!) { createDataset(input: $input) { dataset { id } } }', { input: { name: `A ${kind}`, kind } });
  if (thresholds) await app.data(z.object({ setQualityThresholds: z.object({ userErrors: z.array(z.unknown()).length(0) }) }), 'mutation ($input: SetQualityThresholdsInput!) { setQualityThresholds(input: $input) { userErrors { message } } }', { input: { datasetId: createDataset.dataset.id, thresholds } });
  const uploadIds: string[] = [];
  for (const [filename, content] of Object.entries(files)) uploadIds.push(await app.upload(filename, typeof content === 'string' ? Buffer.from(content) : content));
  const input = { datasetId: createDataset.dataset.id, uploadIds, ...options };
  const { importDataset } = await app.data(imported, 'mutation ($input: ImportDatasetInput!) { importDataset(input: $input) { datasetVersion { id } userErrors { message } } }', { input });
  const id = importDataset.datasetVersion?.id;
  if (id === undefined) throw new Error(JSON.stringify(importDataset.userErrors));
  await Array.fromAsync(follow(app, 'subscription ($id: ID!) { datasetVersionUpdated(datasetVersionId: $id) { status } }', { id }));
  const { node } = await app.data(finished, 'query ($id: ID!) { node(id: $id) { ... on DatasetVersion { status failure } } }', { id });
  if (node.status !== 'READY') throw new Error(`${node.status}: ${node.failure ?? ''}`);
  return id;
}
