import { smallShare } from '../text/format';

interface ClassBarsProps {
  /** Most probable first. */
  readonly probabilities: readonly { readonly label: string; readonly probability: number }[];
  /** Classes shown at first. */
  readonly most: number;
}

/** How probable each class is, as bars; the less probable ones behind a click. */
export function ClassBars({ probabilities, most }: ClassBarsProps) {
  const rest = probabilities.slice(most);
  return (
    <div className="class-bars">
      <Bars probabilities={probabilities.slice(0, most)} label="Class probabilities" />
      {rest.length > 0 && most > 1 && (
        <details>
          <summary>{rest.length} more</summary>
          <Bars probabilities={rest} label="Less probable classes" />
        </details>
      )}
    </div>
  );
}

function Bars({ probabilities, label }: { probabilities: ClassBarsProps['probabilities']; label: string }) {
  return (
    <ul className="histogram" aria-label={label}>
      {probabilities.map((entry) => (
        <li key={entry.label}>
          <span className="histogram-label" title={entry.label}>
            {entry.label}
          </span>
          <meter min={0} max={1} value={entry.probability} aria-label={`Probability of ${entry.label}`} />
          <span className="number">{smallShare(entry.probability)}</span>
        </li>
      ))}
    </ul>
  );
}
