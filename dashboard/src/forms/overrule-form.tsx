import { useState, type FormEvent } from 'react';
import { problemsAt } from '../api/problems';
import { useAction } from '../api/use-action';
import { Field } from '../components/field';
import { Problems } from '../components/problems';
import { Section } from '../components/section';
import { graphql } from '../gql';

const Overrule = graphql(`
  mutation OverruleQualityGate($input: OverruleQualityGateInput!) {
    result: overruleQualityGate(input: $input) {
      datasetVersion {
        ...VersionOverrule
      }
      userErrors {
        message
        path
      }
    }
  }
`);

export const overruleFragment = graphql(`
  fragment VersionOverrule on DatasetVersion {
    id
    overrule {
      reason
      actor
      time
    }
  }
`);

/** Lets a rejected version be trained on, with a reason that is kept. For keys with the scope ADMIN. */
export function OverruleForm({ versionId }: { versionId: string }) {
  const [reason, setReason] = useState('');
  const { busy, problems, run } = useAction(Overrule);
  const ofReason = problemsAt(problems, 'reason');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run({ input: { datasetVersionId: versionId, reason: reason.trim() } });
  };
  return (
    <Section title="Train on it all the same">
      <form className="form" onSubmit={submit} noValidate>
        <Field label="Reason" hint="Kept with the version, with the name of your key. Nothing of the data changes." problems={ofReason}>
          {(attributes) => <input {...attributes} value={reason} maxLength={1000} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        <Problems problems={problems.filter((problem) => !ofReason.includes(problem))} />
        <div className="actions">
          <button type="submit" className="button-danger" disabled={busy || reason.trim() === ''}>
            Overrule the quality gate
          </button>
        </div>
      </form>
    </Section>
  );
}
