import { count } from '../text/format';
import { Section } from './section';

/** How many samples each class has, as bars. */
export function ClassHistogram({ classes }: { classes: readonly { readonly label: string; readonly count: number }[] }) {
  const most = Math.max(1, ...classes.map((entry) => entry.count));
  return (
    <Section title="Classes">
      <ul className="histogram">
        {classes.map(({ label, count: samples }) => (
          <li key={label}>
            <span className="histogram-label" title={label}>
              {label}
            </span>
            <meter min={0} max={most} value={samples} aria-label={`Class ${label}`} />
            <span className="number">{count(samples)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
