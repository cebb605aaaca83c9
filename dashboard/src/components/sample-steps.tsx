import { useId, useState } from 'react';
import type { OutputFragment } from '../gql/graphql';
import type { SampleStep } from '../live/run-history';
import { count } from '../text/format';
import { Outputs } from './outputs';
import { Section } from './section';

interface SampleStepsProps {
  readonly steps: readonly SampleStep[];
  /** Newest stored samples, shown until the events have told of which step they are. */
  readonly stored: readonly OutputFragment[];
  readonly onExpired: () => void;
}

/** What the model makes, step by step; follows the newest until the reader goes back. */
export function SampleSteps({ steps, stored, onExpired }: SampleStepsProps) {
  const [chosen, setChosen] = useState<number | null>(null);
  const slider = useId();
  const last = steps.length - 1;
  const index = chosen === null ? last : Math.min(chosen, last);
  const shown = steps[index];
  const outputs = shown?.outputs ?? stored;
  return (
    <Section title="Samples" aside={shown && <span className="muted">Step {count(shown.step)}</span>}>
      {outputs.length === 0 && <p className="muted">Samples come as training goes on.</p>}
      <Outputs outputs={outputs} label="Samples" onExpired={onExpired} />
      {last > 0 && (
        <div className="slider">
          <label htmlFor={slider}>Time</label>
          <input
            id={slider}
            type="range"
            min={0}
            max={last}
            value={index}
            aria-valuetext={shown && `Step ${count(shown.step)}`}
            onChange={(event) => setChosen(event.target.valueAsNumber === last ? null : event.target.valueAsNumber)}
          />
          <span>
            {index + 1} of {last + 1}
          </span>
        </div>
      )}
    </Section>
  );
}
