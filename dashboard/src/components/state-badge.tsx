import type { DatasetVersionStatus, EvaluationState, FlywheelCycleState, GenerationState, TrainingRunState } from '../gql/graphql';
import { words } from '../text/format';

type State = TrainingRunState | DatasetVersionStatus | EvaluationState | GenerationState | FlywheelCycleState;

const tones: Record<State, 'quiet' | 'active' | 'good' | 'bad' | 'warn'> = {
  QUEUED: 'quiet',
  STARTING: 'active',
  RUNNING: 'active',
  CANCELING: 'warn',
  SUCCEEDED: 'good',
  FAILED: 'bad',
  CANCELED: 'quiet',
  IMPORTING: 'active',
  ASSESSING: 'active',
  READY: 'good',
  REJECTED: 'bad',
  CLEANING: 'active',
  TRAINING: 'active',
  EVALUATING: 'active',
  AWAITING_APPROVAL: 'warn',
  PROMOTED: 'good',
  HELD: 'warn',
};

export function StateBadge({ state }: { state: State }) {
  return <span className={`badge badge-${tones[state]}`}>{words(state)}</span>;
}
