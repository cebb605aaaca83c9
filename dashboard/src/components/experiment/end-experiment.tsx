import { useAction } from '../../api/use-action';
import { graphql } from '../../gql';
import type { RunningExperimentFragment } from '../../gql/graphql';
import { Problems } from '../problems';
import { ReasonButton } from '../reason-button';

const Conclude = graphql(`
  mutation ConcludeExperiment($input: ConcludeExperimentInput!) {
    result: concludeExperiment(input: $input) {
      experiment {
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

const RollBack = graphql(`
  mutation RollBackExperiment($input: EndExperimentInput!) {
    result: rollBackExperiment(input: $input) {
      experiment {
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

/** A verdict, or the candidate taken from everybody. The server refuses where somebody has changed the experiment since it was shown. */
export function EndExperiment({ experiment: { id, revision, control, candidate }, onEnd }: { experiment: RunningExperimentFragment; onEnd: () => void }) {
  const conclusion = useAction(Conclude);
  const rollback = useAction(RollBack);
  const busy = conclusion.busy || rollback.busy;
  const common = { experimentId: id, expectedRevision: revision };
  const conclude = async (decision: 'PROMOTE_CANDIDATE' | 'KEEP_CONTROL', reason: string) => {
    if (await conclusion.run({ input: { ...common, decision, reason } })) onEnd();
  };
  const rollBack = async (reason: string) => {
    if (await rollback.run({ input: { ...common, reason } })) onEnd();
  };
  return (
    <>
      <Problems problems={[...conclusion.problems, ...rollback.problems]} />
      <div className="actions">
        <ReasonButton label={`Promote v${candidate.number}`} question={`Promote version ${candidate.number}?`} busy={busy} onConfirm={(reason) => void conclude('PROMOTE_CANDIDATE', reason)}>
          <p>The candidate becomes production and answers everybody. The numbers so far are kept with the alias.</p>
        </ReasonButton>
        <ReasonButton label={`Keep v${control.number}`} question={`Keep version ${control.number}?`} busy={busy} onConfirm={(reason) => void conclude('KEEP_CONTROL', reason)}>
          <p>The experiment ends with this verdict; the control answers everybody.</p>
        </ReasonButton>
        <ReasonButton label="Roll back" question={`Take version ${candidate.number} back?`} busy={busy} onConfirm={(reason) => void rollBack(reason)}>
          <p>For a candidate that does harm: the experiment ends, the control answers everybody at once.</p>
        </ReasonButton>
      </div>
    </>
  );
}
