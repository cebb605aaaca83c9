import type { CombinedError } from 'urql';
import { problemsOf, type Problem } from '../api/problems';

/** Faults that belong to no field of a form. */
export function Problems({ problems }: { problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  return (
    <div className="notice notice-bad" role="alert">
      {problems.map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
    </div>
  );
}

/** A page's query failed. */
export function QueryProblem({ error, onRetry }: { error: CombinedError | undefined; onRetry: () => void }) {
  if (!error) return null;
  return (
    <div className="notice notice-bad" role="alert">
      {problemsOf(error).map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
      <button type="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}
