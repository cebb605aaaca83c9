import { graphql } from '../../gql';
import type { EvaluatedSampleFragment } from '../../gql/graphql';
import { count, metric, smallShare } from '../../text/format';

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
        __typename
        ... on ImageSample {
          url(maxSide: 128)
        }
        ... on TextSample {
          text
        }
        ... on TextPairSample {
          source
          target
        }
        ... on RowSample {
          values
        }
        ... on InteractionSample {
          user
          item
        }
      }
    }
  }
`);

interface EvaluatedSampleRowProps {
  readonly evaluated: EvaluatedSampleFragment;
  /** A signed address has run out. */
  onExpired(): void;
}

/** A sample, and what the model made of it. */
export function EvaluatedSampleRow({ evaluated, onExpired }: EvaluatedSampleRowProps) {
  const { position, label, predicted, probability, labelProbability, output, value, sample } = evaluated;
  return (
    <li>
      {sample ? <Content evaluated={evaluated} onExpired={onExpired} /> : <span className="muted">The sample is gone.</span>}
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
          Sample {count(position)}
          {label === null && value !== null && `, ${metric(value)}`}
        </p>
      </div>
    </li>
  );
}

function Content({ evaluated: { position, sample }, onExpired }: EvaluatedSampleRowProps) {
  const content = sample?.content;
  switch (content?.__typename) {
    case 'ImageSample':
      return <img src={content.url} alt={`Sample ${position}`} loading="lazy" decoding="async" onError={onExpired} />;
    case 'TextSample':
      return <p className="evaluated-text">{content.text}</p>;
    case 'TextPairSample':
      return (
        <div className="evaluated-text">
          <p>{content.source}</p>
          <p className="muted">Right: {content.target}</p>
        </div>
      );
    case 'RowSample':
      return <p className="evaluated-text">{namedValues(content.values)}</p>;
    case 'InteractionSample':
      return (
        <p className="evaluated-text">
          {content.user} chose {content.item}
        </p>
      );
    default:
      return null;
  }
}

function namedValues(values: unknown): string {
  if (typeof values !== 'object' || values === null) return '';
  return Object.entries(values)
    .map(([name, value]) => `${name}: ${value === null ? 'missing' : String(value)}`)
    .join(' · ');
}
