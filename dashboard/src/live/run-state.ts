import type { TrainingRunState } from '../gql/graphql';

/** Nothing more will happen in this state. */
export const hasEnded = (state: TrainingRunState): boolean => state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELED';
