import { useEffect } from 'react';
import { usePolledQuery } from '../../api/use-polled-query';
import { useAction } from '../../api/use-action';
import { graphql } from '../../gql';
import type { EvaluationHeadFragment } from '../../gql/graphql';
import { share, words } from '../../text/format';
import { Problems } from '../problems';
import { ProgressBar } from '../progress-bar';

const Progress = graphql(`
  query EvaluationProgress($id: ID!) {
    node(id: $id) {
      __typename
      ... on Evaluation {
        id
        state
        progress
      }
    }
  }
`);

const Cancel = graphql(`
  mutation CancelEvaluation($id: ID!) {
    result: cancelEvaluation(input: { evaluationId: $id }) {
      evaluation {
        id
        state
      }
      userErrors {
        message
        path
      }
    }
  }
`);

/** Most evaluations take seconds. */
const pollSeconds = 1;

interface EvaluationProgressProps {
  readonly evaluation: EvaluationHeadFragment;
  readonly mayCancel: boolean;
  onFinished(): void;
}

/** How far an evaluation is, until it has ended. */
export function EvaluationProgress({ evaluation, mayCancel, onFinished }: EvaluationProgressProps) {
  const [{ data }] = usePolledQuery({ query: Progress, variables: { id: evaluation.id } }, pollSeconds);
  const { busy, problems, run } = useAction(Cancel);
  const { state, progress } = data?.node?.__typename === 'Evaluation' ? data.node : evaluation;
  const isFinished = state !== 'QUEUED' && state !== 'RUNNING';
  useEffect(() => {
    if (isFinished) onFinished();
    // Told once, when it ends; the callback is another one each time.
  }, [isFinished]);
  return (
    <div className="run-progress">
      <ProgressBar value={progress} label={words(state)} />
      <p>
        <span>{words(state)}…</span> <span>{share(progress)}</span>
        {mayCancel && (
          <button type="button" className="button-link" disabled={busy || isFinished} onClick={() => void run({ id: evaluation.id }).then((canceled) => canceled && onFinished())}>
            Cancel
          </button>
        )}
      </p>
      <Problems problems={problems} />
    </div>
  );
}
