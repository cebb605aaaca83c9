import { Link } from 'wouter';
import { usePolledQuery } from '../api/use-polled-query';
import { graphql } from '../gql';
import { paths } from '../paths';
import { Outputs } from './outputs';
import { Section } from './section';
import { StateBadge } from './state-badge';
import { ThumbIcon } from './thumb-icon';
import { Ago } from './time';

const Recent = graphql(`
  query RecentGenerations {
    generations(first: 8) {
      edges {
        node {
          id
          state
          createdAt
          modelVersion {
            id
            number
            model {
              id
              name
            }
          }
          outputs {
            ...Output
          }
          feedback {
            id
            rating
            correctionLabel
            correctionText
            comment
          }
        }
      }
    }
  }
`);

/** The project's newest generations with the feedback given on them. */
export function RecentGenerations() {
  const [{ data }] = usePolledQuery({ query: Recent }, 5);
  const generations = data?.generations.edges.map(({ node }) => node) ?? [];
  if (generations.length === 0) return null;
  return (
    <Section title="Recent generations">
      <ul className="recent">
        {generations.map(({ id, state, createdAt, modelVersion, outputs, feedback }) => (
          <li key={id}>
            <p>
              <Link href={paths.modelVersion(modelVersion.id)}>
                {modelVersion.model.name} v{modelVersion.number}
              </Link>{' '}
              <span className="muted">
                <Ago time={createdAt} />
              </span>{' '}
              {state !== 'SUCCEEDED' && <StateBadge state={state} />}
              {feedback.map(({ id: feedbackId, rating, correctionLabel, correctionText, comment }) => (
                <span key={feedbackId} className="remark">
                  {rating && <ThumbIcon rating={rating} />}
                  {(correctionLabel ?? correctionText) && `→ ${correctionLabel ?? correctionText} `}
                  {comment}
                </span>
              ))}
            </p>
            <Outputs outputs={outputs.slice(0, 12)} label="Outputs" small />
          </li>
        ))}
      </ul>
    </Section>
  );
}
