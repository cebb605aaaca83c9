import { Link } from 'wouter';
import type { Picking } from './picking';
import { SamplePick, SampleTags } from './sample-tags';

/** Pictures. */
export function SampleGrid({ picking }: { picking: Picking }) {
  return (
    <ul className="sample-grid" aria-label="Samples">
      {picking.samples.map((sample) => {
        const { position, label, content } = sample;
        if (content.__typename !== 'ImageSample') return null;
        return (
          <li key={position} className={picking.picked.has(position) ? 'sample picked' : 'sample'}>
            <Link href={picking.hrefOf(position)} className="sample-picture" aria-label={`Sample ${position}`}>
              <img src={content.url} width={content.width} height={content.height} alt={label === null ? `Sample ${position}, no class` : `Sample ${position}, class ${label}`} loading="lazy" decoding="async" onError={picking.onExpired} />
            </Link>
            <SamplePick position={position} picking={picking} />
            <SampleTags sample={sample} changes={picking.changes} />
          </li>
        );
      })}
    </ul>
  );
}
