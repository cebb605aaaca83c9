import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../gql';
import { samplesInWords } from '../../text/format';
import { Loading } from '../page';
import { QueryProblem } from '../problems';
import { Section } from '../section';
import { Calibration } from './calibration';
import { ClassResults } from './class-results';
import { Confusion } from './confusion';
import { EvaluationComparison } from './evaluation-comparison';
import { MeasuredMetrics } from './measured-metrics';
import { Slices } from './slices';
import { everySample, WorstSamples } from './worst-samples';

const EvaluationResult = graphql(`
  query EvaluationResult($id: ID!) {
    node(id: $id) {
      __typename
      ... on Evaluation {
        id
        sampleCount
        isScored
        seenInTraining
        datasetVersion {
          id
        }
        metrics {
          ...MeasuredMetric
        }
        classification {
          calibrationError
          calibration {
            ...CalibrationBin
          }
          classes {
            ...ClassResult
          }
          confusion {
            ...ConfusionCell
          }
        }
        weakestSlices(first: 10) {
          ...Slice
        }
        slicings {
          source
          column
          total
          slices(first: 20) {
            ...Slice
          }
        }
      }
    }
  }
`);

/** All that an evaluation found, and how another model version does on the same samples. */
export function EvaluationReport({ id }: { id: string }) {
  const [{ data, error }, reload] = useQuery({ query: EvaluationResult, variables: { id } });
  const [filter, setFilter] = useState(everySample);
  const found = data?.node?.__typename === 'Evaluation' ? data.node : null;
  if (!found) return error ? <QueryProblem error={error} onRetry={() => reload()} /> : <Loading />;
  const { sampleCount, isScored, seenInTraining, datasetVersion, metrics, classification, weakestSlices, slicings } = found;
  return (
    <>
      <Section title="Measured" aside={<span className="muted">{samplesInWords(sampleCount ?? 0)}</span>}>
        <MeasuredMetrics metrics={metrics} />
        {!isScored && <p className="muted">This algorithm scores no single samples, so that intervals, parts of the split and worst samples cannot be told.</p>}
        {seenInTraining !== null && seenInTraining > 0 && (
          <p className="notice">{samplesInWords(seenInTraining)} of equal content are in the training split that the model learned from: on those it is asked what it was told.</p>
        )}
      </Section>
      <EvaluationComparison id={id} metrics={metrics} />
      {slicings.length > 0 && <Slices weakest={weakestSlices} slicings={slicings} />}
      {classification && (
        <>
          <div className="two-columns">
            <ClassResults classes={classification.classes} />
            <Calibration bins={classification.calibration} error={classification.calibrationError} />
          </div>
          <Confusion cells={classification.confusion} chosen={filter} onChoose={setFilter} />
        </>
      )}
      {isScored && <WorstSamples evaluationId={id} datasetVersionId={datasetVersion.id} metric={metrics[0]?.name ?? ''} isClassified={classification !== null} filter={filter} onFilter={setFilter} />}
    </>
  );
}
