import { graphql } from '../../gql';
import type { RunningExperimentFragment } from '../../gql/graphql';
import { duration, smallShare, words } from '../../text/format';
import { Facts } from '../facts';
import { Permitted } from '../permitted';
import { ProgressBar } from '../progress-bar';
import { Section } from '../section';
import { Ago } from '../time';
import { ArmTable } from './arm-table';
import { DifferenceInterval } from './difference-interval';
import { EndExperiment } from './end-experiment';

export const runningExperimentFragment = graphql(`
  fragment RunningExperiment on Experiment {
    id
    name
    mode
    share
    revision
    actor
    createdAt
    control {
      id
      number
    }
    candidate {
      id
      number
    }
    canaryStep
    canary {
      steps {
        share
        seconds
      }
      rollbackWithinSeconds
    }
    plan {
      confidence
      looking {
        control
        candidate
      }
    }
    result {
      inWords
      arms {
        ...ArmResult
      }
      satisfaction {
        ...Outcome
      }
      errors {
        ...Outcome
      }
      shadow {
        pairs
        onlyControlFailed
        onlyCandidateFailed
        agreement
        agreementLow
        agreementHigh
      }
    }
  }
`);

/** What an experiment has found so far, and the buttons that end it. */
export function RunningExperiment({ experiment, onEnd }: { experiment: RunningExperimentFragment; onEnd: () => void }) {
  const { name, mode, share, actor, createdAt, control, candidate, plan, result } = experiment;
  const { satisfaction } = result;
  return (
    <Section title={`Experiment: ${name}`} aside={<span className="badge">{words(mode)}</span>}>
      {result.inWords && <p>{result.inWords}</p>}
      {satisfaction && <DifferenceInterval outcome={satisfaction} />}
      <ArmTable control={control.number} candidate={candidate.number} arms={result.arms} satisfaction={satisfaction} errors={result.errors} />
      <Facts
        facts={[
          [mode === 'SHADOW' ? 'Watched' : 'Have the candidate', `${smallShare(share)} of the subjects`],
          ['Step', step(experiment)],
          ['Agreement with the answers', agreement(experiment)],
          ['Started', <Ago key="started" time={createdAt} />],
          ['By', actor],
        ]}
      />
      {satisfaction && plan.looking && <ProgressBar value={satisfaction.candidateSubjects / plan.looking.candidate} label={`Rated subjects of the ${plan.looking.candidate} that the plan asks for`} />}
      <Permitted scope="TRAIN">
        <EndExperiment experiment={experiment} onEnd={onEnd} />
      </Permitted>
    </Section>
  );
}

function step({ canary, canaryStep }: RunningExperimentFragment): string | null {
  const now = canary && canaryStep ? canary.steps[canaryStep - 1] : undefined;
  return canary && canaryStep && now ? `${canaryStep} of ${canary.steps.length}, at least ${duration(now.seconds)}; rolled back within ${canary.rollbackWithinSeconds} s of a breach` : null;
}

function agreement({ result: { shadow } }: RunningExperimentFragment): string | null {
  if (!shadow) return null;
  const { pairs, agreement: mean, agreementLow: low, agreementHigh: high } = shadow;
  if (mean === null || low === null || high === null) return `not known yet, ${pairs} pairs`;
  return `${smallShare(mean)} (${smallShare(low)} to ${smallShare(high)}), ${pairs} pairs`;
}
