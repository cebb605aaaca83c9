import { metric } from '../text/format';

/** Recommendations, best first. */
export function RankedItems({ items, most }: { items: readonly { readonly item: string; readonly score: number }[]; most: number }) {
  if (items.length === 0) return <p className="muted">Nothing to recommend.</p>;
  return (
    <ol className="ranked-items" aria-label="Recommendations">
      {items.slice(0, most).map(({ item, score }, index) => (
        <li key={`${index} ${item}`}>
          <span>{item}</span>
          <span className="number muted" title="Score">
            {metric(score)}
          </span>
        </li>
      ))}
    </ol>
  );
}
