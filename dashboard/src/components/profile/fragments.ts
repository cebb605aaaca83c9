import { graphql } from '../../gql';

export const columnProfileFragment = graphql(`
  fragment ColumnProfile on ColumnProfile {
    name
    type
    count
    missing
    distinct
    approximate
    numbers {
      minimum
      maximum
      mean
      standardDeviation
      quantiles {
        share
        value
      }
      histogram {
        from
        to
        count
      }
    }
    values {
      value
      count
    }
  }
`);
