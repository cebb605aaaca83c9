import type { ReactNode } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../gql';
import type { SampleFilterInput, SamplePageQuery } from '../../gql/graphql';
import { samplesInWords } from '../../text/format';
import { firstPage, type SampleView } from './sample-view';

const SampleCount = graphql(`
  query SampleCount($id: ID!, $filter: SampleFilterInput!) {
    node(id: $id) {
      __typename
      ... on DatasetVersion {
        samples(filter: $filter, first: 0) {
          totalCount
        }
      }
    }
  }
`);

type Page = Extract<NonNullable<SamplePageQuery['node']>, { __typename: 'DatasetVersion' }>['samples'];

interface SamplePagerProps {
  readonly versionId: string;
  readonly filter: SampleFilterInput;
  readonly page: Page | null;
  onPage(page: Pick<SampleView, 'after' | 'before'>): void;
  readonly children?: ReactNode;
}

/** How many samples there are, which come first, and the pages beside this one. */
export function SamplePager({ versionId, filter, page, onPage, children }: SamplePagerProps) {
  const [{ data, error, fetching }] = useQuery({ query: SampleCount, variables: { id: versionId, filter }, requestPolicy: 'cache-first' });
  const total = data?.node?.__typename === 'DatasetVersion' ? data.node.samples.totalCount : null;
  const { hasPreviousPage = false, hasNextPage = false, startCursor = null, endCursor = null } = page?.pageInfo ?? {};
  return (
    <nav className="sample-pager" aria-label="Pages">
      <span role="status">{total !== null ? samplesInWords(total) : fetching ? 'Counting…' : error ? 'Too many to count' : ''}</span>
      {children}
      <span className="sample-pages">
        <button type="button" disabled={!hasPreviousPage} onClick={() => onPage(firstPage)}>
          First
        </button>
        <button type="button" disabled={!hasPreviousPage} onClick={() => onPage({ after: null, before: startCursor })}>
          ← Previous
        </button>
        <button type="button" disabled={!hasNextPage} onClick={() => onPage({ after: endCursor, before: null })}>
          Next →
        </button>
      </span>
    </nav>
  );
}
