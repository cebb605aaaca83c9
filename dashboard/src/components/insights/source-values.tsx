import { graphql } from '../../gql';
import type { SourceValuesFragment } from '../../gql/graphql';
import { count, intervalInWords, metricName, signed, words } from '../../text/format';
import { Section } from '../section';

export const sourceValuesFragment = graphql(`
  fragment SourceValues on SourceValues {
    metric
    sources {
      source
      samples
      gain
      low
      high
      verdict
    }
  }
`);

/** What the model loses without each source of its data. */
export function SourceValues({ values }: { values: SourceValuesFragment }) {
  return (
    <Section title="Sources">
      <div className="table-scroll">
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col" className="number">
                Samples
              </th>
              <th scope="col" className="number">
                {metricName(values.metric)} by it
              </th>
              <th scope="col">Verdict</th>
            </tr>
          </thead>
          <tbody>
            {values.sources.map(({ source, samples, gain, low, high, verdict }) => (
              <tr key={source}>
                <th scope="row">{source}</th>
                <td className="number">{count(samples)}</td>
                <td className="number">
                  {signed(gain)} ({intervalInWords(low, high)})
                </td>
                <td>{words(verdict)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
