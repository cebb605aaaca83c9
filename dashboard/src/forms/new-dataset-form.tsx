import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { useIdempotencyKey } from '../api/idempotency-key';
import { problemsAt } from '../api/problems';
import { useAction } from '../api/use-action';
import { ChoiceField, choicesOf } from '../components/choice-field';
import { Field } from '../components/field';
import { Problems } from '../components/problems';
import { Section } from '../components/section';
import { graphql } from '../gql';
import type { DatasetKind } from '../gql/graphql';
import { paths } from '../paths';

const CreateDataset = graphql(`
  mutation CreateDataset($input: CreateDatasetInput!) {
    result: createDataset(input: $input) {
      dataset {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

const kinds: Readonly<Record<DatasetKind, string>> = {
  IMAGE: 'Images',
  TEXT: 'Texts',
  TEXT_PAIR: 'Pairs of texts, as for translation',
  TABULAR: 'Table: rows of features',
  INTERACTION: 'Interactions: who chose what',
};

/** Creates an empty dataset and goes to its page, where files are imported. */
export function NewDatasetForm() {
  const [name, setName] = useState('');
  const [kind, setKind] = useState<DatasetKind>('IMAGE');
  const [, navigate] = useLocation();
  const { busy, problems, run } = useAction(CreateDataset);
  const keyOf = useIdempotencyKey();
  const ofName = problemsAt(problems, 'name');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const input = { name: name.trim(), kind };
    const result = await run({ input: { ...input, idempotencyKey: keyOf(input) } });
    if (result?.dataset) navigate(paths.dataset(result.dataset.id));
  };
  return (
    <Section title="New dataset">
      <form className="form-row" onSubmit={(event) => void submit(event)} noValidate>
        <Field label="Name" hint="Its files come next." problems={ofName}>
          {(attributes) => <input {...attributes} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <ChoiceField label="Kind" hint="What its samples are." value={kind} choices={choicesOf(kinds)} onChoose={setKind} />
        <button type="submit" className="button-primary" disabled={busy}>
          Create dataset
        </button>
      </form>
      <Problems problems={problems.filter((problem) => !ofName.includes(problem))} />
    </Section>
  );
}
