import { useRef, useState } from 'react';
import { useClient } from 'urql';
import { newIdempotencyKey } from '../api/idempotency-key';
import type { Problem } from '../api/problems';
import { uploadFile } from '../api/upload-file';
import { useAction } from '../api/use-action';
import { graphql } from '../gql';
import type { ImportDatasetInput, ImportPreviewFragment } from '../gql/graphql';
import { PreviewImport } from './preview-import';

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
  readonly step: 'hashing' | 'sending' | 'looking into';
  readonly file: string;
  /** 0 to 1; null where it is not known. */
  readonly part: number | null;
}

/** How the files are to be read. */
export type Reading = Pick<ImportDatasetInput, 'format' | 'encoding' | 'header' | 'columns' | 'image'>;

interface Import {
  /** Of the file that is on its way; null while none is. */
  readonly progress: Progress | null;
  readonly problems: readonly Problem[];
  /** @returns what an import would make; null where that failed. */
  preview(files: readonly File[], reading: Reading): Promise<ImportPreviewFragment | null>;
  /** @returns the new version's id; null where it failed. */
  start(files: readonly File[], reading: Reading): Promise<string | null>;
}

/** Uploads files one after the other, each once, then previews or imports them together. */
export function useImport(datasetId: string): Import {
  const client = useClient();
  const { problems: refused, run } = useAction(ImportDataset);
  const { problems: unseen, run: look } = useAction(PreviewImport);
  const uploaded = useRef(new WeakMap<File, string>());
  const [last, setLast] = useState<'preview' | 'import'>('import');
  const [progress, setProgress] = useState<Progress | null>(null);
  const [failed, setFailed] = useState<readonly Problem[]>([]);

  const upload = async (files: readonly File[]): Promise<string[]> => {
    const ids: string[] = [];
    for (const file of files) {
      const id = uploaded.current.get(file) ?? (await uploadFile(client, file, (step, part) => setProgress({ step, file: file.name, part })));
      uploaded.current.set(file, id);
      ids.push(id);
    }
    return ids;
  };
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result | null> => {
    setFailed([]);
    try {
      return await work();
    } catch (error) {
      setFailed([{ message: error instanceof Error ? error.message : String(error), path: [] }]);
      return null;
    } finally {
      setProgress(null);
    }
  };

  return {
    progress,
    problems: [...failed, ...(last === 'preview' ? unseen : refused)],
    preview: (files, reading) => {
      setLast('preview');
      return attempt(async () => {
        const uploadIds = await upload(files);
        setProgress({ step: 'looking into', file: files.map(({ name }) => name).join(', '), part: null });
        return (await look({ input: { datasetId, uploadIds, ...reading } }))?.preview ?? null;
      });
    },
    start: (files, reading) => {
      setLast('import');
      return attempt(async () => {
        const uploadIds = await upload(files);
        return (await run({ input: { datasetId, uploadIds, ...reading, idempotencyKey: newIdempotencyKey() } }))?.datasetVersion?.id ?? null;
      });
    },
  };
}
