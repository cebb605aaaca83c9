import { Link } from 'wouter';
import type { SampleCardFragment } from '../../gql/graphql';
import type { Picking } from './picking';
import { SamplePick, SampleTags } from './sample-tags';

/** Texts, or pairs of texts beside each other. */
export function SampleTexts({ picking, hasLabels }: { picking: Picking; hasLabels: boolean }) {
  return (
    <ul className="sample-texts card" aria-label="Samples">
      {picking.samples.map((sample) => (
        <li key={sample.position} className={picking.picked.has(sample.position) ? 'picked' : undefined}>
          <SamplePick position={sample.position} picking={picking} />
          <div>
            <Link href={picking.hrefOf(sample.position)} className="sample-text" aria-label={`Sample ${sample.position}`}>
              <Texts content={sample.content} />
            </Link>
            <p className="sample-meta">
              <SampleTags sample={sample} changes={picking.changes} hasLabels={hasLabels} />
              {sample.subject !== null && <span className="muted">{sample.subject}</span>}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Texts({ content }: { content: SampleCardFragment['content'] }) {
  if (content.__typename === 'TextSample') return <span className="clamp">{content.text}</span>;
  if (content.__typename !== 'TextPairSample') return null;
  return (
    <span className="text-pair">
      <span className="clamp">{content.source}</span>
      <span className="clamp">{content.target}</span>
    </span>
  );
}
