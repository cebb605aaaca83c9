import { share } from '../text/format';

/** `value` from 0 to 1. */
export function ProgressBar({ value, label }: { value: number; label: string }) {
  const part = Math.min(1, Math.max(0, value));
  return (
    <progress className="progress" max={1} value={part} aria-label={label} title={share(part)}>
      {share(part)}
    </progress>
  );
}

export const partDone = (progress: { readonly step: number; readonly steps: number }): number =>
  progress.steps > 0 ? progress.step / progress.steps : 0;
