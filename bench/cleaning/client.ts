import type { FlywheelClient } from '../../examples/client.ts';

/** A dataset version once it is assessed. */
export interface AssessedVersion {
  readonly id: string;
  readonly status: string;
  readonly sampleCount: number | null;
  readonly splits: readonly { readonly split: string; readonly count: number }[];
  readonly changes: readonly { readonly kind: string; readonly count: number }[];
}

export interface SetOfFiles {
  readonly kind: string;
  readonly format: string;
  /** Paths. */
  readonly files: readonly string[];
}

/** From files to a version that can be trained on, through the public API. */
export function cleaningClient(flywheel: FlywheelClient) {
  const assessed = async (id: string): Promise<AssessedVersion> => {
    const updates = flywheel.follow('subscription ($id: ID!) { datasetVersionUpdated(datasetVersionId: $id) { status } }', 'datasetVersionUpdated', { id });
    for await (const _update of updates);
    return (await flywheel.ask<{ node: AssessedVersion }>('query ($id: ID!) { node(id: $id) { ... on DatasetVersion { id status sampleCount splits { split count } changes { kind count } } } }', { id })).node;
  };
  return {
    async imported(name: string, { kind, format, files }: SetOfFiles): Promise<AssessedVersion> {
      const { createDataset } = await flywheel.ask<{ createDataset: { dataset: { id: string } } }>('mutation ($input: CreateDatasetInput!) { createDataset(input: $input) { dataset { id } userErrors { message } } }', { input: { name, kind } });
      const uploadIds: string[] = [];
      for (const file of files) uploadIds.push(await flywheel.upload(file));
      const { importDataset } = await flywheel.ask<{ importDataset: { datasetVersion: { id: string } } }>(
        'mutation ($input: ImportDatasetInput!) { importDataset(input: $input) { datasetVersion { id } userErrors { message } } }',
        { input: { datasetId: createDataset.dataset.id, uploadIds, format } },
      );
      return assessed(importDataset.datasetVersion.id);
    },
    /** Cleaned by what the findings suggest. */
    async cleaned(datasetVersionId: string): Promise<AssessedVersion> {
      const { cleanDatasetVersion } = await flywheel.ask<{ cleanDatasetVersion: { datasetVersion: { id: string } } }>(
        'mutation ($input: CleanDatasetVersionInput!) { cleanDatasetVersion(input: $input) { datasetVersion { id } userErrors { message } } }',
        { input: { datasetVersionId } },
      );
      return assessed(cleanDatasetVersion.datasetVersion.id);
    },
    /** What training on a version is answered where the gate refuses it; null where it would train. */
    async refusalToTrain(datasetVersionId: string, algorithm: object): Promise<string | null> {
      try {
        await flywheel.ask('mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { userErrors { message } } }', { input: { datasetVersionId, algorithm } });
        return null;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
    async overrule(datasetVersionId: string): Promise<void> {
      await flywheel.ask('mutation ($input: OverruleQualityGateInput!) { overruleQualityGate(input: $input) { userErrors { message } } }', { input: { datasetVersionId, reason: 'To see what the damage costs.' } });
    },
  };
}
