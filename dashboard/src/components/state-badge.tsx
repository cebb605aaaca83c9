import type { DatasetVersionStatus, EvaluationState, GenerationState, TrainingRunState } from '../gql/graphql';
import { words } from '../text/format';

type State = TrainingRunState | DatasetVersionStatus | EvaluationState | GenerationState;

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
};

export function StateBadge({ state }: { state: State }) {
  return <span className={`badge badge-${tones[state]}`}>{words(state)}</span>;
}
