import { graphql } from '../../gql';
import type { ArmResultFragment, OutcomeFragment } from '../../gql/graphql';
import { count, metric, smallShare } from '../../text/format';

export const armResultFragment = graphql(`
  fragment ArmResult on ExperimentArmResult {
    arm
    generations
    subjects
    failed
    secondsMedian
    seconds95
  }
`);

export const outcomeFragment = graphql(`
  fragment Outcome on ExperimentComparison {
    controlSubjects
    controlShare
    candidateSubjects
    candidateShare
    difference
    low
    high
    pValue
  }
`);

interface ArmTableProps {
  /** Numbers of the versions. */
  readonly control: number;
  readonly candidate: number;
  readonly arms: readonly ArmResultFragment[];
  /** Null where nobody can rate. */
  readonly satisfaction: OutcomeFragment | null;
  readonly errors: OutcomeFragment;
}

/** Control and candidate side by side. */
export function ArmTable({ control, candidate, arms, satisfaction, errors }: ArmTableProps) {
  const of = (arm: ArmResultFragment['arm'], read: (result: ArmResultFragment) => string | null) => {
    const found = arms.find((one) => one.arm === arm);
    return found ? (read(found) ?? '–') : '–';
  };
  const both = (read: (result: ArmResultFragment) => string | null) => [of('CONTROL', read), of('CANDIDATE', read)] as const;
  const rows = [
    ['Subjects', ...both(({ subjects }) => count(subjects))],
    ['Generations', ...both(({ generations }) => count(generations))],
    satisfaction && ['Satisfied at first', part(satisfaction.controlShare, satisfaction.controlSubjects), part(satisfaction.candidateShare, satisfaction.candidateSubjects)],
    ['Failed at first', part(errors.controlShare, errors.controlSubjects), part(errors.candidateShare, errors.candidateSubjects)],
    ['Seconds, median', ...both(({ secondsMedian }) => seconds(secondsMedian))],
    ['Seconds, 95 %', ...both(({ seconds95 }) => seconds(seconds95))],
  ].filter((row) => row !== null);
  return (
    <div className="comparison">
      <table className="rows">
        <thead>
          <tr>
            <th scope="col" />
            <th scope="col" className="number">
              Control v{control}
            </th>
            <th scope="col" className="number">
              Candidate v{candidate}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ofControl, ofCandidate]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{ofControl}</td>
              <td className="number">{ofCandidate}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const part = (share: number | null, subjects: number) => (share === null ? '–' : `${smallShare(share)} of ${count(subjects)}`);
const seconds = (value: number | null) => (value === null ? null : metric(value));
