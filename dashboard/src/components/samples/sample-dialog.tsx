import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../gql';
import { count } from '../../text/format';
import { Loading } from '../page';
import { QueryProblem } from '../problems';
import { SampleDetail } from './sample-detail';

const OpenSample = graphql(`
  query OpenSample($id: ID!, $position: Int!) {
    node(id: $id) {
      __typename
      ... on DatasetVersion {
        sample(position: $position) {
          ...OpenSample
        }
      }
    }
  }
`);

interface SampleDialogProps {
  readonly versionId: string;
  readonly position: number;
  readonly hasLabels: boolean;
  /** Positions of the samples beside it on the page; null where there is none. */
  readonly previous: number | null;
  readonly next: number | null;
  hrefOf(position: number): string;
  onOpen(position: number | null): void;
  /** Gives it another class; nothing where that may not be done. */
  readonly relabel: ReactNode;
}

/** One sample with its origin and findings, over the list; arrow keys lead to the ones beside it. */
export function SampleDialog({ versionId, position, hasLabels, previous, next, hrefOf, onOpen, relabel }: SampleDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const [{ data, error, fetching }, reload] = useQuery({ query: OpenSample, variables: { id: versionId, position }, requestPolicy: 'cache-first' });
  const sample = data?.node?.__typename === 'DatasetVersion' ? data.node.sample : null;
  useEffect(() => dialog.current?.showModal(), []);
  const step = ({ key, target }: KeyboardEvent) => {
    if (target instanceof HTMLInputElement) return;
    const to = key === 'ArrowLeft' ? previous : key === 'ArrowRight' ? next : null;
    if (to !== null) onOpen(to);
  };
  return (
    <dialog ref={dialog} className="dialog sample-dialog" aria-labelledby={title} onClose={() => onOpen(null)} onKeyDown={step}>
      <header className="card-head">
        <h2 id={title}>Sample {count(position)}</h2>
        <button type="button" disabled={previous === null} onClick={() => previous !== null && onOpen(previous)} aria-label="Previous sample">
          ←
        </button>
        <button type="button" disabled={next === null} onClick={() => next !== null && onOpen(next)} aria-label="Next sample">
          →
        </button>
        <button type="button" onClick={() => dialog.current?.close()} autoFocus>
          Close
        </button>
      </header>
      {error && <QueryProblem error={error} onRetry={() => reload({ requestPolicy: 'network-only' })} />}
      {fetching && !sample && <Loading />}
      {!fetching && !error && !sample && <p>The version has no sample at this place.</p>}
      {sample && <SampleDetail sample={sample} hasLabels={hasLabels} versionId={versionId} hrefOf={hrefOf} onExpired={() => reload({ requestPolicy: 'network-only' })} />}
      {sample && relabel}
    </dialog>
  );
}
