import type { TrainingRunState } from '../gql/graphql';

interface RunNoticesProps {
  readonly run: { readonly pendingReason: string | null; readonly failure: string | null };
  readonly attempt: number;
  readonly state: TrainingRunState;
}

/** Why a run waits, failed, or began again. */
export function RunNotices({ run, attempt, state }: RunNoticesProps) {
  return (
    <>
      {(state === 'QUEUED' || state === 'STARTING') && run.pendingReason && <p className="notice">{run.pendingReason}</p>}
      {state === 'FAILED' && run.failure && (
        <p className="notice notice-bad" role="alert">
          {run.failure}
        </p>
      )}
      {attempt > 1 && <p className="notice">Attempt {attempt}: an earlier worker was lost, and the run went on from its last checkpoint.</p>}
    </>
  );
}
