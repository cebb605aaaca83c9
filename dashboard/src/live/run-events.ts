import { graphql } from '../gql';

export const RunEvents = graphql(`
  subscription RunEvents($trainingRunId: ID!, $after: String) {
    trainingRunEvents(trainingRunId: $trainingRunId, after: $after) {
      cursor
      caughtUp
      events {
        __typename
        ... on TrainingRunStateChanged {
          state
          attempt
          message
          time
        }
        ... on MetricsLogged {
          step
          values {
            name
            step
            value
          }
          progress {
            ...Progress
          }
        }
        ... on SamplesMade {
          step
          outputs {
            ...Output
          }
        }
        ... on CheckpointSaved {
          step
          sizeBytes
          time
        }
        ... on LogWritten {
          line
          level
          time
        }
      }
    }
  }
`);

export const progressFragment = graphql(`
  fragment Progress on TrainingProgress {
    epoch
    epochs
    step
    steps
    samplesPerSecond
    secondsLeft
    dataWaitShare
  }
`);

export const outputFragment = graphql(`
  fragment Output on GenerationOutput {
    __typename
    ... on ImageOutput {
      url
      width
      height
      conditionLabel
    }
    ... on TextOutput {
      text
    }
    ... on ClassificationOutput {
      label
      probabilities {
        label
        probability
      }
    }
    ... on RecommendationOutput {
      items {
        item
        score
      }
    }
  }
`);
