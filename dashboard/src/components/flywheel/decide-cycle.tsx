import { useAction } from '../../api/use-action';
import { graphql } from '../../gql';
import type { FlywheelCycleFragment } from '../../gql/graphql';
import { Problems } from '../problems';
import { ReasonButton } from '../reason-button';

const Approve = graphql(`
  mutation ApproveFlywheelCycle($input: DecideFlywheelCycleInput!) {
    result: approveFlywheelCycle(input: $input) {
      flywheelCycle {
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

const Hold = graphql(`
  mutation HoldFlywheelCycle($input: DecideFlywheelCycleInput!) {
    result: holdFlywheelCycle(input: $input) {
      flywheelCycle {
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

interface DecideCycleProps {
  /** That is not over. */
  readonly cycle: FlywheelCycleFragment;
  readonly onDecided: () => void;
}

/** A person's word: the candidate that waits for it is promoted, or the cycle ends where it stands. */
export function DecideCycle({ cycle: { id, number, state, candidate }, onDecided }: DecideCycleProps) {
  const approval = useAction(Approve);
  const hold = useAction(Hold);
  const busy = approval.busy || hold.busy;
  const decide = async (action: typeof approval | typeof hold, reason: string) => {
    if (await action.run({ input: { flywheelCycleId: id, reason } })) onDecided();
  };
  return (
    <>
      <Problems problems={[...approval.problems, ...hold.problems]} />
      <div className="actions">
        {state === 'AWAITING_APPROVAL' && (
          <ReasonButton label="Approve" question={`Promote version ${candidate?.number ?? ''}?`} busy={busy} onConfirm={(reason) => void decide(approval, reason)}>
            <p>The candidate becomes production. The numbers that decided are kept with the alias.</p>
          </ReasonButton>
        )}
        <ReasonButton label="Hold" question={`End cycle ${number} without promoting?`} busy={busy} onConfirm={(reason) => void decide(hold, reason)}>
          <p>Production stays. A training run of the cycle goes on, and can be canceled by itself.</p>
        </ReasonButton>
      </div>
    </>
  );
}
