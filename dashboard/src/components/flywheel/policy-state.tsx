import { useIdempotencyKey } from '../../api/idempotency-key';
import { useAction } from '../../api/use-action';
import { graphql } from '../../gql';
import type { FlywheelPolicyFragment } from '../../gql/graphql';
import { count } from '../../text/format';
import { Permitted } from '../permitted';
import { Problems } from '../problems';
import { ProgressBar } from '../progress-bar';
import { Section } from '../section';
import { Ago } from '../time';

const Turn = graphql(`
  mutation TurnFlywheel($input: TurnFlywheelInput!) {
    result: turnFlywheel(input: $input) {
      flywheelCycle {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

const Pause = graphql(`
  mutation PauseFlywheel($input: PauseFlywheelInput!) {
    result: pauseFlywheel(input: $input) {
      flywheelPolicy {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

const Resume = graphql(`
  mutation ResumeFlywheel($input: ResumeFlywheelInput!) {
    result: resumeFlywheel(input: $input) {
      flywheelPolicy {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

interface PolicyStateProps {
  readonly policy: FlywheelPolicyFragment;
  /** Why no cycle begins just now. */
  readonly waitingReason: string | null;
  /** New labels that count, as they were weighed last. */
  readonly usable: number;
  /** Feedback that came since. */
  readonly unweighed: number;
  readonly isTurning: boolean;
  /** How many cycles there were: one press of the button is one cycle. */
  readonly cycles: number;
  readonly onChange: () => void;
}

/** Whether the wheel turns by itself, how near the next cycle is, and the buttons for both. */
export function PolicyState({ policy, waitingReason, usable, unweighed, isTurning, cycles, onChange }: PolicyStateProps) {
  const { id, enabled, minimumFeedback, actor, changedAt } = policy;
  const turn = useAction(Turn);
  const [pause, resume] = [useAction(Pause), useAction(Resume)];
  const keyOf = useIdempotencyKey();
  const turnNow = async () => {
    if (await turn.run({ input: { flywheelPolicyId: id, idempotencyKey: keyOf({ id, cycles }) } })) onChange();
  };
  const changePause = async () => {
    if (await (enabled ? pause : resume).run({ input: { flywheelPolicyId: id } })) onChange();
  };
  return (
    <Section title="Policy" aside={<span className={`badge ${enabled ? 'badge-good' : 'badge-warn'}`}>{enabled ? 'On' : 'Paused'}</span>}>
      <div className="run-progress">
        <ProgressBar value={usable / minimumFeedback} label="Usable feedback of the minimum" />
        <p>
          <span>
            {count(usable)} of {count(minimumFeedback)} usable
          </span>
          {unweighed > 0 && <span>{count(unweighed)} not weighed yet</span>}
        </p>
      </div>
      <p className="muted">
        Set by {actor}, <Ago time={changedAt} />. {!enabled && 'No cycle begins, and one that is under way waits before its next step.'}
        {enabled && !isTurning && waitingReason}
      </p>
      <Problems problems={[...turn.problems, ...pause.problems, ...resume.problems]} />
      <Permitted scope="TRAIN">
        <div className="actions">
          <button type="button" className="button-primary" disabled={turn.busy || isTurning || !enabled} onClick={() => void turnNow()}>
            Turn now
          </button>
          <button type="button" disabled={pause.busy || resume.busy} onClick={() => void changePause()}>
            {enabled ? 'Pause' : 'Resume'}
          </button>
        </div>
      </Permitted>
    </Section>
  );
}
