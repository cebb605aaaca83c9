import { useIdempotencyKey } from '../../api/idempotency-key';
import { useAction } from '../../api/use-action';
import { graphql } from '../../gql';
import { Problems } from '../problems';

const StartCurve = graphql(`
  mutation StartLearningCurve($input: StartLearningCurveInput!) {
    result: startLearningCurve(input: $input) {
      dataStudy {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);
const StartSources = graphql(`
  mutation StartSourceValues($input: StartSourceValuesInput!) {
    result: startSourceValues(input: $input) {
      dataStudy {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

/** Buttons that have a model's newest version studied, behind all other runs. */
export function StartStudy({ modelVersionId, onStart }: { modelVersionId: string; onStart(): void }) {
  const [curve, sources] = [useAction(StartCurve), useAction(StartSources)];
  const keyOf = useIdempotencyKey();
  const start = async (action: typeof curve | typeof sources, kind: string) => {
    if (await action.run({ input: { modelVersionId, idempotencyKey: keyOf({ modelVersionId, kind }) } })) onStart();
  };
  return (
    <div className="no-print">
      <button type="button" disabled={curve.busy} onClick={() => void start(curve, 'curve')}>
        Measure the learning curve
      </button>{' '}
      <button type="button" disabled={sources.busy} onClick={() => void start(sources, 'sources')}>
        Measure the sources
      </button>
      <Problems problems={[...curve.problems, ...sources.problems]} />
    </div>
  );
}
