import { ago, duration, secondsBetween } from '../text/format';
import { useNow } from '../text/use-now';

/** When something was, in words; the exact time on hover. */
export function Ago({ time }: { time: string }) {
  const now = useNow(20);
  return (
    <time dateTime={time} title={new Date(time).toLocaleString()}>
      {ago(time, now)}
    </time>
  );
}

/** How long something took, or has taken so far; counts on. */
export function Elapsed({ start, end }: { start: string; end: string | null }) {
  const now = useNow(1);
  return <>{duration(secondsBetween(start, end, now))}</>;
}
