import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlywheelClient } from '../client.ts';
import type { LabelledText } from './read-texts.ts';

export interface Splits {
  readonly train: readonly LabelledText[];
  readonly validation: readonly LabelledText[];
  readonly test: readonly LabelledText[];
}

export interface ImportedDataset {
  readonly datasetId: string;
  readonly versionId: string;
}

/** Makes a dataset of texts whose splits are as given; once it passed the quality gate. */
export async function importTexts(flywheel: FlywheelClient, name: string, splits: Splits): Promise<ImportedDataset> {
  const uploadId = await uploadCsv(flywheel, splits);
  const { createDataset } = await flywheel.ask<{ createDataset: { dataset: { id: string } } }>(
    'mutation ($name: String!) { createDataset(input: { name: $name, kind: TEXT }) { dataset { id } userErrors { message } } }',
    { name },
  );
  const datasetId = createDataset.dataset.id;
  const { importDataset } = await flywheel.ask<{ importDataset: { datasetVersion: { id: string } } }>(
    'mutation ($input: ImportDatasetInput!) { importDataset(input: $input) { datasetVersion { id } userErrors { message } } }',
    { input: { datasetId, uploadIds: [uploadId], format: 'CSV', columns: { features: ['text'], label: 'label', split: 'split' }, split: { validation: 0, test: 0 } } },
  );
  const versionId = importDataset.datasetVersion.id;
  let last: { status: string; failure: string | null; quality: { findings: { severity: string; message: string }[] } | null } | undefined;
  for await (last of flywheel.follow<NonNullable<typeof last>>('subscription ($id: ID!) { datasetVersionUpdated(datasetVersionId: $id) { status failure quality { findings { severity message } } } }', 'datasetVersionUpdated', { id: versionId }));
  if (last?.status === 'READY') return { datasetId, versionId };
  const findings = last?.quality?.findings.filter(({ severity }) => severity === 'ERROR').map(({ message }) => message) ?? [];
  throw new Error(`${name} is ${last?.status}: ${last?.failure ?? findings.join(' ')}`);
}

async function uploadCsv(flywheel: FlywheelClient, splits: Splits): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'simulated-users-'));
  const path = join(folder, 'texts.csv');
  const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
  const lines = Object.entries(splits).flatMap(([split, texts]: [string, readonly LabelledText[]]) => texts.map(({ text, label }) => [text, label, split].map(quoted).join()));
  try {
    await writeFile(path, ['text,label,split', ...lines, ''].join('\n'));
    return await flywheel.upload(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}
