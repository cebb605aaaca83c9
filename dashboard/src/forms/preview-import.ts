import { graphql } from '../gql';

graphql(`
  fragment ImportPreview on ImportPreview {
    files {
      name
      packed
      encoding
      mixedEncodings
      encodingInDoubt
      delimiter
      header
      split
      whole
    }
    columns {
      name
      roles
      type
    }
    samples {
      file
      row
      entry
      complete
      label
      split
      values
      picture {
        url
        height
        width
        changes
      }
    }
    classes {
      label
      count
    }
    images {
      height
      width
      channels
      fit
      asked
      sizes {
        height
        width
        count
      }
      changes {
        change
        count
      }
      unreadable
    }
    faults
    whole
  }
`);

export const PreviewImport = graphql(`
  mutation PreviewImport($input: ImportDatasetInput!) {
    result: previewImport(input: $input) {
      preview {
        ...ImportPreview
      }
      userErrors {
        message
        path
      }
    }
  }
`);
