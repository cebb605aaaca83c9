import { useState } from 'react';
import { graphql } from '../../gql';
import type { SliceFragment, SliceSource } from '../../gql/graphql';
import { count, intervalInWords, metric, metricName } from '../../text/format';
import { ChoiceField } from '../choice-field';
import { Section } from '../section';
import { IntervalBar, scaleOf } from './interval-bar';
import { sliceName, slicingName } from './slice-name';

export const sliceFragment = graphql(`
  fragment Slice on Slice {
    source
    column
    value
    low
    high
    count
    isSmall
    metrics {
      name
      value
      low
      high
    }
  }
`);

interface SlicesProps {
  readonly weakest: readonly SliceFragment[];
  readonly slicings: readonly { readonly source: SliceSource; readonly column: string | null; readonly total: number; readonly slices: readonly SliceFragment[] }[];
}

/** Parts of the split, each measured by itself; to begin with the weakest of all. */
export function Slices({ weakest, slicings }: SlicesProps) {
  const [chosen, setChosen] = useState(-1);
  const slicing = slicings[chosen];
  const slices = slicing?.slices ?? weakest;
  const rest = slicing ? slicing.total - slices.length : 0;
  return (
    <Section title="Slices">
      <ChoiceField
        label="By"
        hint={slicing ? undefined : 'The worst first, by the better end of the interval; parts with fewer than 30 samples are left out.'}
        value={String(chosen)}
        choices={[{ value: '-1', name: 'Weakest of all' }, ...slicings.map((one, index) => ({ value: String(index), name: `${slicingName(one)} (${count(one.total)})` }))]}
        onChoose={(index) => setChosen(Number(index))}
      />
      {slices.length === 0 ? <p className="muted">No part has 30 samples.</p> : <SliceTable slices={slices} isOfMany={!slicing} />}
      {rest > 0 && <p className="muted">{count(rest)} more, better ones</p>}
    </Section>
  );
}

function SliceTable({ slices, isOfMany }: { slices: readonly SliceFragment[]; isOfMany: boolean }) {
  const name = slices[0]?.metrics[0]?.name ?? '';
  const values = slices.flatMap(({ metrics }) => metrics.slice(0, 1));
  const scale = scaleOf(values, values.every(({ value }) => value >= 0 && value <= 1));
  return (
    <div className="evaluation-table">
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col" className="number">
              Samples
            </th>
            <th scope="col" className="number">
              {metricName(name)}
            </th>
            <th scope="col" className="grows">
              95 % interval
            </th>
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {slices.map((slice) => {
            const [own] = slice.metrics;
            return (
              <tr key={`${slice.source} ${slice.column} ${slice.value} ${slice.low}`} className={slice.isSmall ? 'muted' : undefined}>
                <th scope="row">
                  {sliceName(slice)}
                  {isOfMany && <small>{slicingName(slice)}</small>}
                  {slice.isSmall && <small>too few to say much</small>}
                </th>
                <td className="number">{count(slice.count)}</td>
                <td className="number">{own ? metric(own.value) : '–'}</td>
                <td className="grows">{own && <IntervalBar intervals={[own]} {...scale} />}</td>
                <td className="number">{own && intervalInWords(own.low, own.high)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
