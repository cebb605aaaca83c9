import type { ColumnProfileFragment } from '../../gql/graphql';
import { count, metric } from '../../text/format';

type Numbers = NonNullable<ColumnProfileFragment['numbers']>;

const WIDTH = 300;
const HEIGHT = 64;

/** How numbers are spread, as bars of equal width; the first and the last hold what lies beyond 1 % and 99 %. */
export function NumberHistogram({ name, numbers: { histogram, minimum, maximum } }: { name: string; numbers: Numbers }) {
  const most = Math.max(1, ...histogram.map((bin) => bin.count));
  const width = WIDTH / Math.max(1, histogram.length);
  return (
    <figure className="number-histogram">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`Histogram of ${name}: ${histogram.length} bins from ${metric(minimum)} to ${metric(maximum)}`}>
        {histogram.map(({ from, to, count: values }, bin) => {
          // A bin with a single value among millions is still seen.
          const height = values === 0 ? 0 : Math.max(1, (values / most) * HEIGHT);
          return (
            <rect key={from} x={bin * width} y={HEIGHT - height} width={Math.max(1, width - 1)} height={height}>
              <title>{`${metric(from)} to ${metric(to)}: ${count(values)}`}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption>
        <span>{metric(minimum)}</span>
        <span>{metric(maximum)}</span>
      </figcaption>
    </figure>
  );
}
