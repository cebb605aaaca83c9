export interface Curve {
  readonly name: string;
  readonly colour: string;
  /** One point alone is drawn as a ring. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  readonly curves: readonly Curve[];
  /** Whether the curves rise to the right, so that their names belong below them; they stand above where absent. */
  readonly isRising?: boolean;
}

const WIDTH = 640;
const HEIGHT = 360;
const PLOT = { left: 56, right: 16, top: 40, bottom: 44 };

/** A plain line chart as SVG; the value of every curve's last point is written beside its name. */
export function lineChart({ title, xLabel, curves, isRising = false }: LineChart): string {
  const all = curves.flatMap(({ points }) => points);
  const xs = ticks(Math.min(...all.map(({ x }) => x)), Math.max(...all.map(({ x }) => x)));
  const ys = ticks(Math.min(...all.map(({ y }) => y)), Math.max(...all.map(({ y }) => y)));
  const toX = scale(xs, PLOT.left, WIDTH - PLOT.right);
  const toY = scale(ys, HEIGHT - PLOT.bottom, PLOT.top);
  const namesTop = isRising ? HEIGHT - PLOT.bottom - 12 - 18 * (curves.length - 1) : PLOT.top + 16;
  const text = (x: number, y: number, content: string, attributes = '') => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${content}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${title}</title><rect width="100%" height="100%" fill="#fff"/>`,
    text(PLOT.left, 22, title, 'font-size="14" font-weight="600"'),
    ...ys.map((y) => `<path d="M${PLOT.left} ${toY(y).toFixed(1)}H${WIDTH - PLOT.right}" stroke="#e5e7eb"/>${text(PLOT.left - 8, toY(y) + 4, String(y), 'text-anchor="end" fill="#4b5563"')}`),
    ...xs.map((x) => text(toX(x), HEIGHT - PLOT.bottom + 18, String(x), 'text-anchor="middle" fill="#4b5563"')),
    text((PLOT.left + WIDTH - PLOT.right) / 2, HEIGHT - 8, xLabel, 'text-anchor="middle" fill="#4b5563"'),
    ...curves.map((curve) => drawn(curve, toX, toY)),
    ...curves.map(({ name, colour, points }, k) => text(WIDTH - PLOT.right - 8, namesTop + 18 * k, `${name}: ${points.at(-1)?.y.toFixed(1)}`, `text-anchor="end" fill="${colour}" font-weight="600"`)),
    '</svg>\n',
  ].join('\n');
}

function drawn({ colour, points }: Curve, toX: (x: number) => number, toY: (y: number) => number): string {
  const [first] = points;
  if (first === undefined) return '';
  if (points.length === 1) return `<circle cx="${toX(first.x).toFixed(1)}" cy="${toY(first.y).toFixed(1)}" r="5" fill="none" stroke="${colour}" stroke-width="2"/>`;
  const line = points.map(({ x, y }) => `${toX(x).toFixed(1)},${toY(y).toFixed(1)}`).join(' ');
  return `<polyline points="${line}" fill="none" stroke="${colour}" stroke-width="2"/>`;
}

/** Round numbers that enclose the range, some six to ten of them. */
function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 8 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? power;
  const first = Math.floor(low / step);
  return Array.from({ length: Math.ceil(high / step) - first + 1 }, (_, k) => Math.round((first + k) * step * 1e6) / 1e6);
}

function scale(marks: readonly number[], from: number, to: number): (value: number) => number {
  const [low, high] = [marks[0] ?? 0, marks.at(-1) ?? 1];
  return (value) => from + ((value - low) / (high - low || 1)) * (to - from);
}
