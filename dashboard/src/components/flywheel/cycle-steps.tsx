import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { FlywheelCycleFragment } from '../../gql/graphql';
import type { FlywheelEvent } from '../../live/use-flywheel-events';
import { paths } from '../../paths';
import { metric, words } from '../../text/format';
import { Ago } from '../time';
import { courseOf, type StepName } from './cycle-course';

/** The steps of a cycle in a row: what was done, what it made, where it is. */
export function CycleSteps({ cycle, events }: { cycle: FlywheelCycleFragment; events: readonly FlywheelEvent[] }) {
  return (
    <ol className="cycle-steps" aria-label={`Steps of cycle ${cycle.number}`}>
      {courseOf(cycle, events).map(({ name, state, reason, time }) => (
        <li key={name} className={`cycle-step-${state.toLowerCase()}`} aria-current={state === 'NOW' ? 'step' : undefined}>
          <strong>{name}</strong> <small className="muted">{time ? <Ago time={time} /> : words(state)}</small>
          {state !== 'SKIPPED' && made(name, cycle)}
          {reason && <p className="muted">{reason}</p>}
        </li>
      ))}
    </ol>
  );
}

/** Links to what a step has made. */
function made(step: StepName, cycle: FlywheelCycleFragment): ReactNode {
  const { datasetVersion, trainingRun, candidate, baseline, candidateEvaluation, baselineEvaluation, candidateValue, baselineValue } = cycle;
  switch (step) {
    case 'Assess':
      return datasetVersion && <Link href={paths.datasetVersion(datasetVersion.id)}>Dataset version {datasetVersion.number}</Link>;
    case 'Train':
      return trainingRun && <Link href={paths.run(trainingRun.id)}>{trainingRun.name}</Link>;
    case 'Evaluate':
      return (
        <>
          {candidate && <Measured version={candidate} what="Candidate" state={candidateEvaluation?.state} value={candidateValue} />}
          {baseline && <Measured version={baseline} what="Production" state={baselineEvaluation?.state} value={baselineValue} />}
        </>
      );
    case 'Clean':
    case 'Decide':
      return null;
  }
}

interface MeasuredProps {
  readonly version: { readonly id: string; readonly number: number };
  readonly what: string;
  /** Of its evaluation, which its page shows. */
  readonly state: string | undefined;
  /** Of the policy's metric. */
  readonly value: number | null;
}

function Measured({ version, what, state, value }: MeasuredProps) {
  return (
    <p>
      <Link href={paths.modelVersion(version.id)}>
        {what} v{version.number}
      </Link>{' '}
      <span className="muted">{value === null ? state && words(state).toLowerCase() : metric(value)}</span>
    </p>
  );
}
