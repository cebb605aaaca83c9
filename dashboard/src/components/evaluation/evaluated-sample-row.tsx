import { Link } from 'wouter';
import { graphql } from '../../gql';
import type { EvaluatedSampleFragment } from '../../gql/graphql';
import { paths } from '../../paths';
import { count, metric, smallShare } from '../../text/format';
import { SampleBody } from '../samples/sample-body';
import { queryOf } from '../samples/sample-view';

export const evaluatedSampleFragment = graphql(`
  fragment EvaluatedSample on EvaluatedSample {
    position
    label
    predicted
    probability
    labelProbability
    output
    value
    sample {
      label
      content {
        ...SampleContent
      }
    }
  }
`);

interface EvaluatedSampleRowProps {
  readonly evaluated: EvaluatedSampleFragment;
  readonly datasetVersionId: string;
  /** A signed address has run out. */
  onExpired(): void;
}

/** A sample, and what the model made of it. */
export function EvaluatedSampleRow(props: EvaluatedSampleRowProps) {
  const { position, label, predicted, probability, labelProbability, output, value } = props.evaluated;
  return (
    <li>
      <Content {...props} />
      <div className="evaluated-verdict">
        {label !== null && predicted !== null && (
          <p>
            <strong className={label === predicted ? 'change-good' : 'change-bad'}>{predicted}</strong> {probability !== null && <span className="muted">{smallShare(probability)}</span>}
            {label !== predicted && (
              <>
                , is <strong>{label}</strong> {labelProbability !== null && <span className="muted">{smallShare(labelProbability)}</span>}
              </>
            )}
          </p>
        )}
        {output !== null && <p>Made of it: {output}</p>}
        <p className="muted">
          <Link href={paths.samples(props.datasetVersionId, queryOf({ sample: position }))}>Sample {count(position)}</Link>
          {label === null && value !== null && `, ${metric(value)}`}
        </p>
      </div>
    </li>
  );
}

function Content({ evaluated: { position, sample }, onExpired }: EvaluatedSampleRowProps) {
  if (!sample) return <span className="muted">The sample is gone.</span>;
  const { content } = sample;
  const alt = `Sample ${position}`;
  if (content.__typename === 'ImageSample') return <img src={content.url} alt={alt} loading="lazy" decoding="async" onError={onExpired} />;
  return (
    <div className="evaluated-content">
      <SampleBody content={content} alt={alt} onExpired={onExpired} />
    </div>
  );
}
