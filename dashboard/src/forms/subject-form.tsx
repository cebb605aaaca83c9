import { useState } from 'react';
import { useAction } from '../api/use-action';
import { ConfirmButton } from '../components/confirm-button';
import { Field } from '../components/field';
import { ErasureResult } from '../components/privacy/erasure-result';
import { Problems } from '../components/problems';
import { Section } from '../components/section';
import { graphql } from '../gql';
import { useErasure } from '../live/use-erasure';

const Export = graphql(`
  mutation ExportSubject($input: ExportSubjectInput!) {
    result: exportSubject(input: $input) {
      url
      userErrors {
        message
        path
      }
    }
  }
`);

const Erase = graphql(`
  mutation EraseSubject($input: EraseSubjectInput!) {
    result: eraseSubject(input: $input) {
      erasure {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

/** Exports or erases a person, and follows it. @param onErased  told when an erasure began */
export function SubjectForm({ onErased }: { onErased: () => void }) {
  const [subject, setSubject] = useState('');
  const [erasureId, setErasureId] = useState<string>();
  const [url, setUrl] = useState<string | null>();
  const exporting = useAction(Export);
  const erasing = useAction(Erase);
  const erasure = useErasure(erasureId);
  const busy = exporting.busy || erasing.busy;
  const isEmpty = subject.trim() === '';
  const erase = async (dryRun: boolean) => {
    const result = await erasing.run({ input: { subject, dryRun, waitSeconds: 0 } });
    setErasureId(result?.erasure?.id);
    if (result?.erasure && !dryRun) onErased();
  };
  const download = async () => setUrl((await exporting.run({ input: { subject, waitSeconds: 60 } }))?.url ?? null);
  return (
    <Section title="A person">
      <Field label="Subject" hint="As samples, generations and feedback name them: the pseudonym that the application gives.">
        {(attributes) => <input {...attributes} value={subject} onChange={(event) => (setSubject(event.target.value), setUrl(undefined), setErasureId(undefined))} />}
      </Field>
      <div className="actions">
        <button type="button" disabled={busy || isEmpty} onClick={() => void download()}>
          {exporting.busy ? 'Collecting…' : 'Export'}
        </button>
        <button type="button" disabled={busy || isEmpty} onClick={() => void erase(true)}>
          Count what would go
        </button>
        {!isEmpty && (
          <ConfirmButton label="Erase" question="Erase this person?" confirm="Erase for good" busy={busy} onConfirm={() => void erase(false)}>
            <p>Samples, records, generations and feedback of this person go, in all versions of all datasets of the project, and are not taken again. It cannot be undone.</p>
          </ConfirmButton>
        )}
      </div>
      <Problems problems={[...exporting.problems, ...erasing.problems]} />
      {url && (
        <p role="status">
          <a href={url}>All that is held on this person</a> (JSON)
        </p>
      )}
      {url === null && exporting.problems.length === 0 && <p role="status">It takes longer; export again in a while.</p>}
      {erasure && <ErasureResult erasure={erasure} />}
    </Section>
  );
}
