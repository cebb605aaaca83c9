import { useState } from 'react';
import { useClient } from 'urql';
import { newIdempotencyKey } from '../api/idempotency-key';
import type { Problem } from '../api/problems';
import { uploadFile } from '../api/upload-file';
import { useAction } from '../api/use-action';
import { graphql } from '../gql';
import type { ImportDatasetInput } from '../gql/graphql';

const ImportDataset = graphql(`
  mutation ImportDataset($input: ImportDatasetInput!) {
    result: importDataset(input: $input) {
      datasetVersion {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

interface Progress {
  readonly step: 'hashing' | 'sending';
  readonly file: string;
  readonly part: number;
}

/** How the files are to be read. */
type Reading = Pick<ImportDatasetInput, 'format' | 'header' | 'columns'>;

interface Import {
  /** Of the file that is on its way; null while none is. */
  readonly progress: Progress | null;
  readonly problems: readonly Problem[];
  /** @returns the new version's id; null where it failed. */
  start(files: readonly File[], reading: Reading): Promise<string | null>;
}

/** Uploads files one after the other, then imports them together. */
export function useImport(datasetId: string): Import {
  const client = useClient();
  const { problems: refused, run } = useAction(ImportDataset);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [failed, setFailed] = useState<readonly Problem[]>([]);
  const start = async (files: readonly File[], reading: Reading) => {
    setFailed([]);
    try {
      const uploadIds: string[] = [];
      for (const file of files) {
        uploadIds.push(await uploadFile(client, file, (step, part) => setProgress({ step, file: file.name, part })));
      }
      const result = await run({ input: { datasetId, uploadIds, ...reading, idempotencyKey: newIdempotencyKey() } });
      return result?.datasetVersion?.id ?? null;
    } catch (error) {
      setFailed([{ message: error instanceof Error ? error.message : String(error), path: [] }]);
      return null;
    } finally {
      setProgress(null);
    }
  };
  return { progress, problems: [...failed, ...refused], start };
}
