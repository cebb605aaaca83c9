import { Link } from 'wouter';
import { paths } from '../paths';
import { count } from '../text/format';
import { queryOf } from './samples/sample-view';
import { Section } from './section';

interface ClassHistogramProps {
  readonly versionId: string;
  readonly classes: readonly { readonly label: string; readonly count: number }[];
}

/** How many samples each class has, as bars; a class leads to its samples. */
export function ClassHistogram({ versionId, classes }: ClassHistogramProps) {
  const most = Math.max(1, ...classes.map((entry) => entry.count));
  return (
    <Section title="Classes">
      <ul className="histogram">
        {classes.map(({ label, count: samples }) => (
          <li key={label}>
            <Link href={paths.samples(versionId, queryOf({ label }))} className="histogram-label" title={label}>
              {label}
            </Link>
            <meter min={0} max={most} value={samples} aria-label={`Class ${label}`} />
            <span className="number">{count(samples)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
