import { graphql } from '../../gql';

/** A version, and what it is made of. */
export const lineageStepFragment = graphql(`
  fragment LineageStep on DatasetVersion {
    id
    number
    status
    sampleCount
    createdAt
    dataset {
      id
      name
    }
    source {
      __typename
      ... on DatasetImport {
        format
        split {
          validation
          test
          seed
        }
        uploads {
          id
          filename
          sizeBytes
        }
      }
      ... on DatasetCleaning {
        steps
      }
      ... on SealedRecords {
        first
        count
      }
      ... on DatasetRelabelling {
        count
        actor
      }
    }
  }
`);

/** What learned from a version. */
export const lineageRunsFragment = graphql(`
  fragment LineageRuns on DatasetVersion {
    id
    number
    dataset {
      name
    }
    trainingRuns(first: 10) {
      edges {
        node {
          id
          name
          state
          createdAt
          modelVersion {
            id
            number
            aliases
            model {
              name
            }
          }
        }
      }
      pageInfo {
        hasNextPage
      }
    }
  }
`);
