import { Link } from 'wouter';
import { graphql } from '../../gql';
import type { OpenSampleFragment } from '../../gql/graphql';
import { paths } from '../../paths';
import { count, words } from '../../text/format';
import { Facts } from '../facts';
import { SampleBody } from './sample-body';
import { SampleOrigin } from './sample-origin';
import { queryOf } from './sample-view';

export const openSampleFragment = graphql(`
  fragment OpenSample on Sample {
    position
    split
    label
    subject
    content {
      ...SampleContent
    }
    origin {
      ...SampleOrigin
    }
    findings {
      check
      detail
      score
      otherSample {
        position
        split
        label
        content {
          ...SampleContent
        }
        origin {
          ...SampleOrigin
        }
      }
    }
  }
`);

interface SampleDetailProps {
  readonly sample: OpenSampleFragment;
  readonly versionId: string;
  readonly hasLabels: boolean;
  hrefOf(position: number): string;
  onExpired(): void;
}

/** What is in a sample, where it comes from, and what was found in it, with the other sample of a pair beside it. */
export function SampleDetail({ sample, versionId, hasLabels, hrefOf, onExpired }: SampleDetailProps) {
  const { position, split, label, subject, content, origin, findings } = sample;
  return (
    <>
      <div className={content.__typename === 'ImageSample' ? 'sample-detail sample-detail-image' : 'sample-detail'}>
        <SampleBody content={content} alt={label === null ? `Sample ${position}` : `Sample ${position}, class ${label}`} onExpired={onExpired} />
        <Facts
          facts={[
            ['Class', hasLabels ? (label ?? 'None') : null],
            ['Split', words(split)],
            ['Comes from', <SampleOrigin key="origin" origin={origin} />],
            ['Subject', subject !== null && <Link href={paths.samples(versionId, queryOf({ subject }))}>{subject}</Link>],
          ]}
        />
      </div>
      {findings.map(({ check, detail, otherSample }) => (
        <section key={check} className="sample-finding" aria-label={words(check)}>
          <h3>
            <span className="badge badge-warn">{words(check)}</span> {detail} <Link href={paths.samples(versionId, queryOf({ check }))}>All of them</Link>
          </h3>
          {otherSample && (
            <div className="sample-other">
              <p className="muted">
                Compared with <Link href={hrefOf(otherSample.position)}>sample {count(otherSample.position)}</Link>: {hasLabels && `${otherSample.label === null ? 'no class' : `class ${otherSample.label}`}, `}
                {words(otherSample.split)}, <SampleOrigin origin={otherSample.origin} />
              </p>
              <SampleBody content={otherSample.content} alt={`Sample ${otherSample.position}`} onExpired={onExpired} />
            </div>
          )}
        </section>
      ))}
    </>
  );
}
