import { useAction } from '../api/use-action';
import { graphql } from '../gql';
import { hasEnded, useGeneration } from '../live/use-generation';
import { FeedbackForm } from './feedback-form';
import { GrowingText } from './growing-text';
import { Outputs } from './outputs';
import { Permitted } from './permitted';
import { Problems } from './problems';
import { Section } from './section';
import { StateBadge } from './state-badge';

const Cancel = graphql(`
  mutation CancelGeneration($id: ID!) {
    result: cancelGeneration(input: { generationId: $id }) {
      generation {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

interface GenerationResultProps {
  readonly id: string;
  /** Pictures asked for. */
  readonly expected: number;
  readonly labels: readonly string[];
}

/** A generation's outputs as they come, then what people think of it. Leaving the page stops the work. */
export function GenerationResult({ id, expected, labels }: GenerationResultProps) {
  const { state, message, outputs, text } = useGeneration(id);
  const { busy, problems, run } = useAction(Cancel);
  const ended = hasEnded(state);
  return (
    <Section title="Result" aside={<StateBadge state={state} />}>
      {state === 'FAILED' && (
        <p className="notice notice-bad" role="alert">
          {message ?? 'The generation failed.'}
        </p>
      )}
      {state === 'CANCELED' && <p className="notice">{message ?? 'Canceled.'}</p>}
      <Outputs outputs={outputs} expected={ended || text !== '' ? 0 : Math.min(expected, 64)} label="Outputs" />
      {text !== '' && (ended ? <p className="text-output">{text}</p> : <GrowingText text={text} />)}
      <Problems problems={problems} />
      {!ended && (
        <div className="actions">
          <button type="button" disabled={busy} onClick={() => void run({ id })}>
            Stop
          </button>
        </div>
      )}
      <Permitted scope="FEEDBACK">{state === 'SUCCEEDED' && <FeedbackForm generationId={id} labels={labels} isText={outputs.some(({ __typename }) => __typename === 'TextOutput')} />}</Permitted>
    </Section>
  );
}
