import { Link } from 'wouter';
import { graphql } from '../../gql';
import type { OpenSampleFragment, SampleSideFragment } from '../../gql/graphql';
import { paths } from '../../paths';
import { count, words } from '../../text/format';
import { Facts } from '../facts';
import { SampleBody } from './sample-body';
import { SampleOrigin } from './sample-origin';
import { queryOf } from './sample-view';

export const sampleSideFragment = graphql(`
  fragment SampleSide on Sample {
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
  }
`);

export const openSampleFragment = graphql(`
  fragment OpenSample on Sample {
    ...SampleSide
    findings {
      check
      detail
      otherSample {
        ...SampleSide
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

/** What is in a sample, where it comes from, and what was found in it, with the samples that it was compared with beside it. */
export function SampleDetail({ sample, versionId, hasLabels, hrefOf, onExpired }: SampleDetailProps) {
  const others = new Map(sample.findings.flatMap(({ otherSample }) => (otherSample ? [[otherSample.position, otherSample]] : [])));
  return (
    <>
      <div className={others.size === 0 ? 'sample-sides sample-alone' : 'sample-sides'}>
        <SampleSide side={sample} versionId={versionId} hasLabels={hasLabels} onExpired={onExpired} />
        {[...others.values()].map((other) => (
          <SampleSide key={other.position} side={other} versionId={versionId} hasLabels={hasLabels} href={hrefOf(other.position)} onExpired={onExpired} />
        ))}
      </div>
      {sample.findings.length > 0 && (
        <ul className="sample-findings" aria-label="Findings">
          {sample.findings.map(({ check, detail, otherSample }) => (
            <li key={check}>
              <span className="badge badge-warn">{words(check)}</span> {detail}
              {otherSample && ` (beside: sample ${count(otherSample.position)})`} <Link href={paths.samples(versionId, queryOf({ check }))}>All of them</Link>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface SampleSideProps {
  readonly side: SampleSideFragment;
  readonly versionId: string;
  readonly hasLabels: boolean;
  /** Of a sample that is not the open one. */
  readonly href?: string;
  onExpired(): void;
}

/** One sample, with what is known of it below. */
export function SampleSide({ side: { position, split, label, subject, content, origin }, versionId, hasLabels, href, onExpired }: SampleSideProps) {
  return (
    <div className={content.__typename === 'ImageSample' ? 'sample-side sample-side-image' : 'sample-side'}>
      {href !== undefined && (
        <h3>
          <Link href={href}>Sample {count(position)}</Link>
        </h3>
      )}
      <SampleBody content={content} alt={label === null ? `Sample ${position}` : `Sample ${position}, class ${label}`} onExpired={onExpired} />
      <Facts
        facts={[
          ['Class', hasLabels ? (label ?? 'None') : null],
          ['Split', words(split)],
          ['Subject', subject === null ? null : <Link key="subject" href={paths.samples(versionId, queryOf({ subject }))}>{subject}</Link>],
          ['Comes from', <SampleOrigin key="origin" origin={origin} />],
        ]}
      />
    </div>
  );
}
