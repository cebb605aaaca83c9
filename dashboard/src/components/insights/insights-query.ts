import { graphql } from '../../gql';

export const insightsQuery = graphql(`
  query Insights($id: ID!, $by: InsightsPeriod!) {
    viewer {
      project {
        id
        prices {
          ...Prices
        }
      }
    }
    node(id: $id) {
      __typename
      ... on Model {
        id
        name
        versions(first: 1) {
          edges {
            node {
              id
            }
          }
        }
        dataStudies(first: 5) {
          edges {
            node {
              id
              kind
              state
              progress
              failure
            }
          }
        }
        insights(by: $by) {
          csvUrl
          costs {
            training {
              ...Cost
            }
            studies {
              ...Cost
            }
            generations {
              ...Cost
            }
          }
          satisfaction {
            start
            positive
            negative
            satisfaction
            low
            high
          }
          events {
            time
            kind
            title
            reason
          }
          collectNext {
            kind
            name
            reason
            gain
          }
          learningCurve {
            learningCurve {
              ...LearningCurve
            }
          }
          sourceValues {
            sourceValues {
              ...SourceValues
            }
          }
        }
      }
    }
  }
`);
