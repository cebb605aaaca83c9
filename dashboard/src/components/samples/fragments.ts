import { graphql } from '../../gql';

/** What the pages of a version's samples need to know of it. */
export const sampleVersionFragment = graphql(`
  fragment SampleVersion on DatasetVersion {
    id
    number
    status
    sampleCount
    splits {
      split
      count
    }
    classes {
      label
      count
    }
    content {
      __typename
      ... on TextContent {
        continuous
      }
      ... on TabularContent {
        columns {
          name
          type
        }
      }
    }
    quality {
      findings {
        check
        severity
        count
        examples {
          position
        }
      }
    }
  }
`);

export const sampleCardFragment = graphql(`
  fragment SampleCard on Sample {
    position
    split
    label
    subject
    content {
      ...SampleContent
    }
    findings {
      check
      detail
    }
  }
`);

export const sampleContentFragment = graphql(`
  fragment SampleContent on SampleContent {
    __typename
    ... on ImageSample {
      url(maxSide: 256)
      full: url
      width
      height
    }
    ... on TextSample {
      text
      isCut
    }
    ... on TextPairSample {
      source
      target
      isCut
    }
    ... on RowSample {
      values
      isCut
    }
    ... on InteractionSample {
      user
      item
      value
      time
      isCut
    }
  }
`);
