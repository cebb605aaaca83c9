import { useLocation } from 'wouter';
import { useIdempotencyKey } from '../api/idempotency-key';
import { useAction } from '../api/use-action';
import { Problems } from '../components/problems';
import { MOST_RELABELS, type Relabels } from '../components/samples/use-relabels';
import { graphql } from '../gql';
import type { SampleCardFragment } from '../gql/graphql';
import { paths } from '../paths';
import { count } from '../text/format';
import { ClassField } from './class-field';

const Relabel = graphql(`
  mutation RelabelSamples($input: RelabelSamplesInput!) {
    result: relabelSamples(input: $input) {
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

interface RelabelBarProps {
  readonly versionId: string;
  readonly classes: readonly { readonly label: string }[];
  /** Samples of the page that are picked. */
  readonly picked: readonly SampleCardFragment[];
  readonly relabels: Relabels;
  onPicked(positions: readonly number[]): void;
}

/** Gives picked samples a class, and makes a new version of all changes that were collected. */
export function RelabelBar({ versionId, classes, picked, relabels, onPicked }: RelabelBarProps) {
  const [, navigate] = useLocation();
  const { busy, problems, run } = useAction(Relabel);
  const keyOf = useIdempotencyKey();
  const changes = [...relabels.changes.values()];
  const make = async () => {
    const input = { datasetVersionId: versionId, labels: changes.map(({ position, label }) => ({ position, label })) };
    const result = await run({ input: { ...input, idempotencyKey: keyOf(input) } });
    if (!result?.datasetVersion) return;
    relabels.forget();
    navigate(paths.datasetVersion(result.datasetVersion.id));
  };
  const give = (label: string | null) => {
    relabels.give(picked, label);
    onPicked([]);
  };
  if (picked.length === 0 && changes.length === 0) return null;
  return (
    <section className="relabel-bar card" aria-label="Relabel">
      {picked.length > 0 && (
        <div className="relabel-row">
          <strong role="status">{count(picked.length)} selected</strong>
          <ClassField classes={classes} button="Give class" onClass={give} />
          <button type="button" className="button-link" onClick={() => onPicked([])}>
            Select none
          </button>
        </div>
      )}
      {changes.length > 0 && (
        <div className="relabel-row">
          <strong role="status">{changes.length === 1 ? '1 change' : `${count(changes.length)} changes`} collected</strong>
          <span className="muted">{changes.length === MOST_RELABELS ? 'No more fit into one version. ' : ''}The version stays as it is; a new one gets them, and is assessed.</span>
          <button type="button" className="button-link" onClick={() => relabels.forget()}>
            Discard
          </button>
          <button type="button" className="button-primary" disabled={busy} onClick={() => void make()}>
            {busy ? 'Starting…' : 'Make new version'}
          </button>
        </div>
      )}
      <Problems problems={problems} />
    </section>
  );
}
