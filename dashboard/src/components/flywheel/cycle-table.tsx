import { Link } from 'wouter';
import type { FlywheelCycleFragment } from '../../gql/graphql';
import { paths } from '../../paths';
import { metric, signed } from '../../text/format';
import { Section } from '../section';
import { StateBadge } from '../state-badge';
import { Ago } from '../time';
import { CycleChart } from './cycle-chart';
import { triggerInWords } from './newest-cycle';

/** How cycles ended, newest first, and what they did to the metric. */
export function CycleTable({ metricName, cycles }: { metricName: string; cycles: readonly FlywheelCycleFragment[] }) {
  if (cycles.length === 0) return null;
  return (
    <Section title="Cycles">
      <CycleChart metricName={metricName} cycles={cycles} />
      <table className="rows" aria-label="Cycles">
        <thead>
          <tr>
            <th scope="col">Cycle</th>
            <th scope="col">State</th>
            <th scope="col" className="wide">
              Trigger
            </th>
            <th scope="col" className="number wide">
              Before
            </th>
            <th scope="col" className="number">
              After
            </th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {cycles.map((cycle) => (
            <Row key={cycle.id} cycle={cycle} />
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Row({ cycle: { number, state, trigger, baselineValue, candidateValue, candidate, reason, leavesDataOut, createdAt, finishedAt } }: { cycle: FlywheelCycleFragment }) {
  return (
    <tr>
      <th scope="row">
        {number}
        <small>
          <Ago time={finishedAt ?? createdAt} />
        </small>
      </th>
      <td>
        <StateBadge state={state} />
      </td>
      <td className="wide">{triggerInWords[trigger]}</td>
      <td className="number wide">{baselineValue === null ? '–' : metric(baselineValue)}</td>
      <td className="number">
        {candidateValue === null ? '–' : metric(candidateValue)}
        {candidateValue !== null && baselineValue !== null && <small>{signed(candidateValue - baselineValue)}</small>}
      </td>
      <td>
        {candidate && <Link href={paths.modelVersion(candidate.id)}>v{candidate.number}</Link>} {reason}
        {leavesDataOut && <small>Its data is left out.</small>}
      </td>
    </tr>
  );
}
