import { useState } from 'react';
import { useQuery } from 'urql';
import { RelabelBar } from '../../forms/relabel-bar';
import { ClassField } from '../../forms/class-field';
import { SampleFilters } from '../../forms/sample-filters';
import { graphql } from '../../gql';
import type { SampleVersionFragment } from '../../gql/graphql';
import { paths } from '../../paths';
import { Empty, Loading } from '../page';
import { QueryProblem } from '../problems';
import { SampleDialog } from './sample-dialog';
import { SampleList } from './sample-list';
import { SamplePager } from './sample-pager';
import { firstPage, filterOf, queryOf, type SampleView } from './sample-view';
import { useRelabels } from './use-relabels';

const SamplePage = graphql(`
  query SamplePage($id: ID!, $filter: SampleFilterInput!, $first: Int, $after: String, $last: Int, $before: String) {
    node(id: $id) {
      __typename
      ... on DatasetVersion {
        samples(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
          edges {
            node {
              ...SampleCard
            }
          }
          pageInfo {
            hasNextPage
            hasPreviousPage
            startCursor
            endCursor
          }
        }
      }
    }
  }
`);

interface SampleBrowserProps {
  readonly version: SampleVersionFragment;
  readonly view: SampleView;
  readonly canRelabel: boolean;
  /** `replace`: the address before is not one to come back to. */
  onView(view: SampleView, how: { readonly replace: boolean }): void;
}

const sizes = { ImageContent: 60, TextContent: 20, TextPairContent: 20, TabularContent: 50, InteractionContent: 50 } as const;

/** Pages of samples that filters let through; one of them open; classes changed in place. */
export function SampleBrowser({ version, view, canRelabel, onView }: SampleBrowserProps) {
  const { id, content, classes } = version;
  const kind = content?.__typename ?? 'TextContent';
  const size = sizes[kind];
  const backwards = view.before !== null;
  const variables = { id, filter: filterOf(view), first: backwards ? null : size, after: backwards ? null : view.after, last: backwards ? size : null, before: view.before };
  const [{ data, error, fetching, stale }, reload] = useQuery({ query: SamplePage, variables, requestPolicy: 'cache-first' });
  const relabels = useRelabels(id);
  const [picked, setPicked] = useState<ReadonlySet<number>>(new Set());
  const page = data?.node?.__typename === 'DatasetVersion' ? data.node.samples : null;
  const samples = page?.edges.map(({ node }) => node) ?? [];
  const hasLabels = kind === 'ImageContent' || kind === 'TabularContent' || (content?.__typename === 'TextContent' && !content.continuous);
  const canPick = canRelabel && hasLabels;
  const go = (change: Partial<SampleView>) => {
    setPicked(new Set());
    onView({ ...view, sample: null, ...change }, { replace: false });
  };
  const open = (sample: number | null) => onView({ ...view, sample }, { replace: view.sample !== null });
  const toggle = (position: number) => setPicked((before) => new Set(before.has(position) ? [...before].filter((one) => one !== position) : [...before, position]));
  const place = samples.findIndex(({ position }) => position === view.sample);
  const opened = samples[place];
  const hrefOf = (sample: number) => paths.samples(id, queryOf({ ...view, sample }));
  return (
    <>
      <SampleFilters version={version} filters={view} hasLabels={hasLabels} onFilters={(filters) => go({ ...filters, ...firstPage })} />
      <SamplePager versionId={id} filter={filterOf(view)} page={page} onPage={go}>
        {canPick && samples.length > 0 && (
          <button type="button" className="button-link" onClick={() => setPicked(new Set(picked.size === samples.length ? [] : samples.map(({ position }) => position)))}>
            {picked.size === samples.length ? 'Select none' : 'Select the page'}
          </button>
        )}
      </SamplePager>
      {error && <QueryProblem error={error} onRetry={() => reload({ requestPolicy: 'network-only' })} />}
      {fetching && !page && <Loading />}
      {page && samples.length === 0 && <Empty>No sample is like this. Clear a filter to see more.</Empty>}
      <div className={fetching || stale ? 'stale' : undefined} aria-busy={fetching}>
        <SampleList version={version} hasLabels={hasLabels} picking={{ samples, hrefOf, canPick, picked, toggle, changes: relabels.changes, onExpired: () => reload({ requestPolicy: 'network-only' }) }} />
      </div>
      {samples.length > 0 && <SamplePager versionId={id} filter={filterOf(view)} page={page} onPage={go} />}
      {canPick && <RelabelBar versionId={id} classes={classes} picked={samples.filter(({ position }) => picked.has(position))} relabels={relabels} onPicked={(positions) => setPicked(new Set(positions))} />}
      {view.sample !== null && (
        <SampleDialog
          versionId={id}
          position={view.sample}
          hasLabels={hasLabels}
          previous={samples[place - 1]?.position ?? null}
          next={place < 0 ? null : (samples[place + 1]?.position ?? null)}
          hrefOf={hrefOf}
          onOpen={open}
          relabel={canPick && opened && <ClassField key={opened.position} classes={classes} button="Give class" onClass={(label) => relabels.give([opened], label)} />}
        />
      )}
    </>
  );
}
