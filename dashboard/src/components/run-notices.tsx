import type { TrainingRunState } from '../gql/graphql';
import type { LogLine } from '../live/run-history';

interface RunNoticesProps {
  readonly run: { readonly pendingReason: string | null; readonly failure: string | null };
  readonly attempt: number;
  readonly state: TrainingRunState;
  readonly log: readonly LogLine[];
}

/** Shown above the page; the log has them all. */
const SHOWN_WARNINGS = 3;

/** Why a run waits, failed, or began again, and what somebody should look at. */
export function RunNotices({ run, attempt, state, log }: RunNoticesProps) {
  const warnings = [...new Set(log.filter(({ isWarning }) => isWarning).map(({ text }) => text))].slice(-SHOWN_WARNINGS);
  return (
    <>
      {(state === 'QUEUED' || state === 'STARTING') && run.pendingReason && <p className="notice">{run.pendingReason}</p>}
      {state === 'FAILED' && run.failure && (
        <p className="notice notice-bad" role="alert">
          {run.failure}
        </p>
      )}
      {attempt > 1 && <p className="notice">Attempt {attempt}: an earlier worker was lost, and the run went on from its last checkpoint.</p>}
      {warnings.map((text) => (
        <p key={text} className="notice" role="status">
          <strong>Warning:</strong> {text}
        </p>
      ))}
    </>
  );
}
