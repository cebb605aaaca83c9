import { useAction } from '../api/use-action';
import { graphql } from '../gql';
import { ConfirmButton } from './confirm-button';
import { Problems } from './problems';

const Cancel = graphql(`
  mutation CancelRun($id: ID!) {
    result: cancelTrainingRun(input: { trainingRunId: $id }) {
      trainingRun {
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

export function CancelRun({ id, name, canceling }: { id: string; name: string; canceling: boolean }) {
  const { busy, problems, run } = useAction(Cancel);
  return (
    <>
      <Problems problems={problems} />
      <ConfirmButton
        label={canceling ? 'Canceling…' : 'Cancel run'}
        question="Cancel this run?"
        confirm="Cancel run"
        busy={busy || canceling}
        onConfirm={() => void run({ id })}
      >
        <p>“{name}” stops within seconds. Its curves, samples and checkpoints are kept; it makes no model version.</p>
      </ConfirmButton>
    </>
  );
}
