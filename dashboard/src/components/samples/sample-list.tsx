import type { SampleVersionFragment } from '../../gql/graphql';
import type { Picking } from './picking';
import { SampleGrid } from './sample-grid';
import { SampleTable } from './sample-table';
import { SampleTexts } from './sample-texts';

/** Samples, as their kind is shown. */
export function SampleList({ version, picking, hasLabels }: { version: SampleVersionFragment; picking: Picking; hasLabels: boolean }) {
  if (picking.samples.length === 0) return null;
  switch (version.content?.__typename) {
    case 'ImageContent':
      return <SampleGrid picking={picking} />;
    case 'TabularContent':
    case 'InteractionContent':
      return <SampleTable picking={picking} version={version} hasLabels={hasLabels} />;
    default:
      return <SampleTexts picking={picking} hasLabels={hasLabels} />;
  }
}
