import { useId, useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { type Choice, ChoiceField } from '../components/choice-field';
import { Field } from '../components/field';
import { ImportPreview } from '../components/import-preview/import-preview';
import { ProgressBar } from '../components/progress-bar';
import { Problems } from '../components/problems';
import { Section } from '../components/section';
import type { DataFormat, DatasetKind, ImportPreviewFragment } from '../gql/graphql';
import { paths } from '../paths';
import { bytes, words } from '../text/format';
import { ColumnFields, columnsInput, type ColumnNames } from './column-fields';
import { encodingChoices } from './encoding-choices';
import { formatNames, formatOf, formatsOf, hasColumns, isText, mayHaveHeader } from './format-of';
import { atImageFields, ImageFields, imageInput, imageProblems, noImage } from './image-fields';
import { useImport, type Reading } from './use-import';

const hints: Readonly<Record<DatasetKind, string>> = {
  IMAGE: 'MNIST’s format (images and labels of each split, plain or gzip), or a zip or tar with a folder per class.',
  TEXT: 'A table with a column of texts, an archive with a folder per class, or a plain text.',
  TEXT_PAIR: 'A table with two columns of texts, or files aligned by line such as train.en and train.de.',
  TABULAR: 'A table; train, val or test in a file’s name tells its split.',
  INTERACTION: 'A table of users and items, with a value and a time where there are some.',
};

interface Seen {
  /** What it was asked of. */
  readonly files: readonly File[];
  readonly reading: string;
  readonly preview: ImportPreviewFragment | null;
}

const headerChoices: readonly Choice<'guess' | 'names' | 'values'>[] = [{ value: 'guess', name: 'Guess' }, { value: 'names', name: 'Names of columns' }, { value: 'values', name: 'Values' }];

/** Uploads files, shows what an import would make of them, and imports them as a new version. */
export function ImportForm({ datasetId, kind }: { datasetId: string; kind: DatasetKind }) {
  const [files, setFiles] = useState<readonly File[]>([]);
  const [chosen, setChosen] = useState<DataFormat | null>(null);
  const [encoding, setEncoding] = useState('');
  const [header, setHeader] = useState<boolean | null>(null);
  const [names, setNames] = useState<ColumnNames>({});
  const [image, setImage] = useState(noImage);
  const [, navigate] = useLocation();
  const [seen, setSeen] = useState<Seen | null>(null);
  const columnList = useId();
  const { progress, problems: refused, preview, start } = useImport(datasetId);
  const unreadable = kind === 'IMAGE' ? imageProblems(image) : [];
  const problems = [...unreadable, ...refused];
  const atFields = new Set(kind === 'IMAGE' ? atImageFields(problems) : []);
  const format = chosen ?? formatOf(kind, files.map(({ name }) => name));
  const reading: Reading = { format, encoding: isText(format) && encoding !== '' ? encoding : null, header: mayHaveHeader(format) ? header : null, columns: hasColumns(format) ? columnsInput(kind, names) : null, image: kind === 'IMAGE' ? imageInput(image) : null };
  // Once something else is asked for, it is not what the import would make any more.
  const shown = seen?.files === files && seen.reading === JSON.stringify(reading) ? seen.preview : null;
  const show = async () => setSeen({ files, reading: JSON.stringify(reading), preview: await preview(files, reading) });
  const isReady = files.length > 0 && unreadable.length === 0 && progress === null;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const version = await start(files, reading);
    if (version) navigate(paths.datasetVersion(version));
  };
  return (
    <Section title="Import a version">
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <div className="fields">
          <Field label="Files" hint={hints[kind]}>
            {(attributes) => <input {...attributes} type="file" multiple onChange={(event) => setFiles([...(event.target.files ?? [])])} />}
          </Field>
          <ChoiceField label="Format" hint="Guessed from the files’ names." value={format} choices={formatsOf[kind].map((one) => ({ value: one, name: formatNames[one] }))} onChoose={setChosen} />
          {isText(format) && <ChoiceField label="Encoding" hint="Of files that begin with a mark it is that in any case." value={encoding} choices={encodingChoices} onChoose={setEncoding} />}
          {mayHaveHeader(format) && (
            <ChoiceField label="First line" hint="Whether it names the columns. Without names they are column1, column2, …" value={header === null ? 'guess' : header ? 'names' : 'values'} choices={headerChoices} onChoose={(chosen) => setHeader(chosen === 'guess' ? null : chosen === 'names')} />
          )}
          {hasColumns(format) && <ColumnFields kind={kind} names={names} list={columnList} onChange={setNames} />}
          {kind === 'IMAGE' && <ImageFields image={image} problems={problems} onChange={setImage} />}
        </div>
        <datalist id={columnList}>
          {seen?.files === files && seen.preview?.columns.map(({ name }) => <option key={name} value={name} />)}
        </datalist>
        {progress && (
          <div className="upload" role="status">
            <p>
              {words(progress.step)} {progress.file}
            </p>
            {progress.part !== null && <ProgressBar value={progress.part} label={`${words(progress.step)} ${progress.file}`} />}
          </div>
        )}
        <Problems problems={problems.filter((problem) => !atFields.has(problem))} />
        {shown && <ImportPreview preview={shown} />}
        <div className="actions">
          <button type="button" disabled={!isReady} onClick={() => void show()}>
            Preview
          </button>
          <button type="submit" className="button-primary" disabled={!isReady}>
            Upload and import{files.length > 0 && ` (${bytes(files.reduce((sum, { size }) => sum + size, 0))})`}
          </button>
        </div>
      </form>
    </Section>
  );
}
