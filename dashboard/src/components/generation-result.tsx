import { hasEnded, useGeneration } from '../live/use-generation';
import { FeedbackForm } from './feedback-form';
import { Pictures } from './pictures';
import { Section } from './section';
import { StateBadge } from './state-badge';

interface GenerationResultProps {
  readonly id: string;
  readonly expected: number;
  readonly labels: readonly string[];
}

/** A generation's outputs as they come, then what people think of it. */
export function GenerationResult({ id, expected, labels }: GenerationResultProps) {
  const { state, message, outputs } = useGeneration(id);
  return (
    <Section title="Result" aside={<StateBadge state={state} />}>
      {state === 'FAILED' && (
        <p className="notice notice-bad" role="alert">
          {message ?? 'The generation failed.'}
        </p>
      )}
      <Pictures outputs={outputs} expected={hasEnded(state) ? 0 : Math.min(expected, 64)} label="Outputs" />
      {state === 'SUCCEEDED' && <FeedbackForm generationId={id} labels={labels} />}
    </Section>
  );
}
