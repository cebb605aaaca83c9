import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { useIdempotencyKey } from '../api/idempotency-key';
import { useAction } from '../api/use-action';
import { Facts } from '../components/facts';
import { Field } from '../components/field';
import { Problems } from '../components/problems';
import { Section } from '../components/section';
import { Ago } from '../components/time';
import { graphql } from '../gql';
import type { OpenVersionFragment } from '../gql/graphql';
import { paths } from '../paths';
import { count } from '../text/format';

export const openVersionFragment = graphql(`
  fragment OpenVersion on OpenVersion {
    recordCount
    since
    lastRecordAt
    classes {
      label
      count
    }
  }
`);

const Seal = graphql(`
  mutation SealDatasetVersion($input: SealDatasetVersionInput!) {
    result: sealDatasetVersion(input: $input) {
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

interface SealFormProps {
  readonly datasetId: string;
  readonly open: OpenVersionFragment;
  /** Versions that the records can be added to, newest first. */
  readonly ready: readonly { readonly id: string; readonly number: number }[];
}

/** What applications have appended since the last seal, and a button that makes a version of it. */
export function SealForm({ datasetId, open, ready }: SealFormProps) {
  const [chosen, setChosen] = useState('');
  const [, navigate] = useLocation();
  const { busy, problems, run } = useAction(Seal);
  const keyOf = useIdempotencyKey();
  if (open.recordCount === 0) return null;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const input = { datasetId, datasetVersionId: chosen || null };
    const result = await run({ input: { ...input, idempotencyKey: keyOf([input, open.recordCount]) } });
    if (result?.datasetVersion) navigate(paths.datasetVersion(result.datasetVersion.id));
  };
  return (
    <Section title="Open version">
      <p className="muted">Records that applications appended wait here until they are sealed into a version.</p>
      <Facts
        facts={[
          ['Records', count(open.recordCount)],
          ['First', open.since && <Ago key="first" time={open.since} />],
          ['Newest', open.lastRecordAt && <Ago key="newest" time={open.lastRecordAt} />],
          ...open.classes.slice(0, 12).map(({ label, count: records }) => [`Class ${label}`, count(records)] as const),
          ['More classes', open.classes.length > 12 ? count(open.classes.length - 12) : null],
        ]}
      />
      <form className="form-row" onSubmit={(event) => void submit(event)}>
        {ready.length > 0 && (
          <Field label="Added to" hint="Its samples keep their splits.">
            {(attributes) => (
              <select {...attributes} value={chosen} onChange={(event) => setChosen(event.target.value)}>
                <option value="">Newest ready version (v{ready[0]?.number})</option>
                {ready.slice(1).map(({ id, number }) => (
                  <option key={id} value={id}>
                    Version {number}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <button type="submit" className="button-primary" disabled={busy}>
          {busy ? 'Sealing…' : 'Seal'}
        </button>
      </form>
      <Problems problems={problems} />
    </Section>
  );
}
