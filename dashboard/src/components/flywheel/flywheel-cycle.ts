import { graphql } from '../../gql';

export const flywheelCycleFragment = graphql(`
  fragment FlywheelCycle on FlywheelCycle {
    id
    number
    trigger
    triggerNumbers {
      ...DecisionNumbers
    }
    state
    reason
    datasetVersion {
      id
      number
    }
    trainingRun {
      id
      name
    }
    candidate {
      id
      number
    }
    baseline {
      id
      number
    }
    candidateEvaluation {
      id
      state
    }
    baselineEvaluation {
      id
      state
    }
    candidateValue
    baselineValue
    numbers {
      ...DecisionNumbers
    }
    leavesDataOut
    createdAt
    finishedAt
  }
`);
