import { Link } from 'wouter';
import { graphql } from '../gql';
import type { ClassBalance, RunBalanceFragment } from '../gql/graphql';
import { paths } from '../paths';
import { count, metric, samplesInWords, words } from '../text/format';
import { Section } from './section';

export const runBalanceFragment = graphql(`
  fragment RunBalance on TrainingRun {
    balance {
      method
      unlabelled
      classes {
        label
        before
        after
        generated
        weight
      }
      modelVersion {
        id
        number
        model {
          id
          name
        }
      }
    }
  }
`);

const done: Readonly<Record<ClassBalance, string>> = {
  NONE: '',
  OVERSAMPLE: 'Samples of rarer classes are repeated',
  UNDERSAMPLE: 'Each epoch takes some of the samples of larger classes, others each time',
  CLASS_WEIGHTS: 'Samples of rarer classes count more in the loss',
  GENERATED: 'Missing samples of rarer classes are drawn',
};

/** How many samples of each class an epoch goes through, before and after balancing; nothing where none was asked for. */
export function RunBalance({ run: { balance } }: { run: RunBalanceFragment }) {
  const { method, classes, unlabelled, modelVersion } = balance;
  if (method === 'NONE') return null;
  const most = Math.max(1, ...classes.flatMap(({ before, after }) => [before, after]));
  const weighs = method === 'CLASS_WEIGHTS';
  return (
    <Section title="Balance of classes" aside={<span className="badge">{words(method)}</span>}>
      <p className="muted">
        {done[method]}
        {modelVersion && (
          <>
            {' by '}
            <Link href={paths.modelVersion(modelVersion.id)}>
              {modelVersion.model.name} v{modelVersion.number}
            </Link>
          </>
        )}
        . Validation and test are as they were.{unlabelled > 0 && ` So are ${samplesInWords(unlabelled)} without a label.`}
      </p>
      <div className="comparison">
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">Class</th>
              <th scope="col" className="number">
                Before
              </th>
              <th scope="col" className="number">
                In an epoch
              </th>
              <th scope="col" className={weighs ? 'number' : 'grows'}>
                {weighs ? 'Weight of each' : 'Before, and in an epoch'}
              </th>
            </tr>
          </thead>
          <tbody>
            {classes.map(({ label, before, after, generated, weight }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td className="number">{count(before)}</td>
                <td className="number">
                  {count(after)}
                  {generated > 0 && <small>{count(generated)} generated</small>}
                </td>
                <td className={weighs ? 'number' : 'grows'}>{weighs ? metric(weight) : <Bars label={label} before={before} after={after} most={most} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function Bars({ label, before, after, most }: { label: string; before: number; after: number; most: number }) {
  return (
    <div className="before-after">
      <meter className="meter-before" min={0} max={most} value={before} aria-label={`${label} before`} />
      <meter min={0} max={most} value={after} aria-label={`${label} in an epoch`} />
    </div>
  );
}
