import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { Field } from '../components/field';
import { ProgressBar } from '../components/progress-bar';
import { Problems } from '../components/problems';
import { Section } from '../components/section';
import type { DataFormat } from '../gql/graphql';
import { paths } from '../paths';
import { bytes, words } from '../text/format';
import { formatOf } from './format-of';
import { useImport } from './use-import';

/** Uploads files and imports them as a new version. */
export function ImportForm({ datasetId }: { datasetId: string }) {
  const [files, setFiles] = useState<readonly File[]>([]);
  const [chosen, setChosen] = useState<DataFormat | null>(null);
  const [, navigate] = useLocation();
  const { progress, problems, start } = useImport(datasetId);
  const format = chosen ?? formatOf(files.map(({ name }) => name));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const version = await start(files, format);
    if (version) navigate(paths.datasetVersion(version));
  };
  return (
    <Section title="Import a version">
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <div className="fields">
          <Field label="Files" hint="MNIST’s format (images and labels of each split, plain or gzip), or a zip or tar with a folder per class.">
            {(attributes) => <input {...attributes} type="file" multiple onChange={(event) => setFiles([...(event.target.files ?? [])])} />}
          </Field>
          <Field label="Format" hint="Guessed from the files’ names.">
            {(attributes) => (
              <select {...attributes} value={format} onChange={(event) => setChosen(event.target.value === 'IDX' ? 'IDX' : 'IMAGE_ARCHIVE')}>
                <option value="IDX">IDX (MNIST’s format)</option>
                <option value="IMAGE_ARCHIVE">Image archive</option>
              </select>
            )}
          </Field>
        </div>
        {progress && (
          <div className="upload" role="status">
            <p>
              {words(progress.step)} {progress.file}
            </p>
            <ProgressBar value={progress.part} label={`${words(progress.step)} ${progress.file}`} />
          </div>
        )}
        <Problems problems={problems} />
        <div className="actions">
          <button type="submit" className="button-primary" disabled={files.length === 0 || progress !== null}>
            Upload and import{files.length > 0 && ` (${bytes(files.reduce((sum, { size }) => sum + size, 0))})`}
          </button>
        </div>
      </form>
    </Section>
  );
}
