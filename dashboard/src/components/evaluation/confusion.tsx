import { graphql } from '../../gql';
import type { ConfusionCellFragment } from '../../gql/graphql';
import { count } from '../../text/format';
import { Section } from '../section';
import type { SampleChoice } from './worst-samples';

export const confusionCellFragment = graphql(`
  fragment ConfusionCell on ConfusionCell {
    label
    predicted
    count
  }
`);

/** A matrix of more classes than this is too wide to be read; then the most frequent confusions are listed. */
const MOST_CLASSES = 15;
const MOST_CONFUSIONS = 20;

interface ConfusionProps {
  readonly cells: readonly ConfusionCellFragment[];
  readonly chosen: SampleChoice;
  /** Shows the samples of a cell. */
  onChoose(choice: SampleChoice): void;
}

/** How often samples of one class were taken for another. */
export function Confusion({ cells, chosen, onChoose }: ConfusionProps) {
  const classes = [...new Set(cells.flatMap(({ label, predicted }) => [label, predicted]))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const confused = cells.filter(({ label, predicted }) => label !== predicted);
  return (
    <Section title="Confusion matrix">
      {classes.length <= MOST_CLASSES ? (
        <Matrix classes={classes} cells={cells} chosen={chosen} onChoose={onChoose} />
      ) : (
        <ol className="confusions" aria-label="Most frequent confusions">
          {confused.slice(0, MOST_CONFUSIONS).map(({ label, predicted, count: samples }) => (
            <li key={JSON.stringify([label, predicted])}>
              <button type="button" className="button-link" onClick={() => onChoose({ label, predicted, wrong: null })}>
                {label} taken for {predicted}
              </button>{' '}
              <span className="muted">{count(samples)}</span>
            </li>
          ))}
        </ol>
      )}
      {confused.length === 0 && <p className="muted">Nothing was confused.</p>}
    </Section>
  );
}

function Matrix({ classes, cells, chosen, onChoose }: ConfusionProps & { readonly classes: readonly string[] }) {
  const counts = new Map(cells.map(({ label, predicted, count: samples }) => [JSON.stringify([label, predicted]), samples]));
  const totals = new Map(classes.map((label) => [label, cells.filter((cell) => cell.label === label).reduce((sum, cell) => sum + cell.count, 0)]));
  return (
    <div className="evaluation-table">
      <table className="confusion">
        <thead>
          <tr>
            <th scope="col">Class ↓ taken for →</th>
            {classes.map((predicted) => (
              <th key={predicted} scope="col">
                {predicted}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {classes.map((label) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {classes.map((predicted) => {
                const samples = counts.get(JSON.stringify([label, predicted])) ?? 0;
                const strength = (50 * samples) / (totals.get(label) || 1);
                const isChosen = chosen.label === label && chosen.predicted === predicted;
                return (
                  <td key={predicted} style={{ background: `color-mix(in srgb, var(${label === predicted ? '--good' : '--bad'}) ${strength}%, var(--raised))` }}>
                    {samples > 0 && (
                      <button type="button" aria-pressed={isChosen} aria-label={`${count(samples)} of ${label} taken for ${predicted}`} onClick={() => onChoose({ label, predicted, wrong: null })}>
                        {count(samples)}
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
