import type { SampleCardFragment } from '../../gql/graphql';
import { words } from '../../text/format';
import type { Picking } from './picking';

/** A sample's class, as it is or as it will be; its split; and what was found in it. */
export function SampleTags({ sample, changes, hasLabels = true }: { sample: SampleCardFragment; changes: Picking['changes']; hasLabels?: boolean }) {
  const { position, label, split, findings } = sample;
  const change = changes.get(position);
  return (
    <span className="sample-tags">
      {hasLabels && <ClassName label={label} change={change} />}
      <span className="badge">{words(split)}</span>
      {findings.map(({ check, detail }) => (
        <span key={check} className="badge badge-warn" title={detail ?? undefined}>
          {words(check)}
        </span>
      ))}
    </span>
  );
}

function ClassName({ label, change }: { label: string | null; change: { readonly label: string | null } | undefined }) {
  if (!change) return <strong className={label === null ? 'class-name muted' : 'class-name'} title={label ?? undefined}>{label ?? 'No class'}</strong>;
  return (
    <strong className="class-name class-changed">
      <s>{label ?? 'No class'}</s> <span aria-hidden="true">→</span> <ins>{change.label ?? 'No class'}</ins>
    </strong>
  );
}

/** Picks a sample, to relabel it. */
export function SamplePick({ position, picking }: { position: number; picking: Picking }) {
  if (!picking.canPick) return null;
  return (
    <label className="sample-pick">
      <input type="checkbox" checked={picking.picked.has(position)} onChange={() => picking.toggle(position)} aria-label={`Select sample ${position}`} />
    </label>
  );
}
