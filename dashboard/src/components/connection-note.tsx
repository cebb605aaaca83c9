import { useLiveStatus } from '../live/live-context';

/** Says that what is shown is not current; empty while it is. */
export function ConnectionNote() {
  const status = useLiveStatus();
  return (
    <p className="connection" role="status" aria-live="polite" data-status={status}>
      {status === 'reconnecting' && (
        <>
          <span className="spinner" aria-hidden="true" /> Connection lost. Reconnecting…
        </>
      )}
    </p>
  );
}
