import type { Measurement } from '../run.ts';

/** One way over all rounds. */
export interface Summary {
  readonly way: string;
  readonly precision: Measurement['precision'];
  readonly side: Measurement['side'];
  readonly least: number;
  /** Of the rounds' medians. */
  readonly median: number;
  readonly loss: number | null;
  /** Resident MB, the most of all rounds. */
  readonly most: number | null;
  readonly end: number | null;
  readonly firstCompiled: number | undefined;
  readonly fallback: string | undefined;
}

/** In the order in which the ways were first run. */
export function summarize(measurements: readonly Measurement[]): Summary[] {
  const ways = new Map<string, Measurement[]>();
  for (const one of measurements) ways.set(`${one.way} ${one.precision}`, [...(ways.get(`${one.way} ${one.precision}`) ?? []), one]);
  return [...ways.values()].flatMap((own) => {
    const last = own.at(-1);
    if (last === undefined) return [];
    return [{
      way: last.precision === 'MIXED' && last.side === 'OURS' ? `${last.way}, mixed` : last.way,
      precision: last.precision,
      side: last.side,
      least: Math.min(...own.map(({ least_ms }) => least_ms)),
      median: median(own.map(({ median_ms }) => median_ms)),
      loss: last.loss,
      most: largest(own.map(({ most_mb }) => most_mb)),
      end: largest(own.map(({ end_mb }) => end_mb)),
      firstCompiled: largest(own.map(({ first_compiled_ms }) => first_compiled_ms ?? null)) ?? undefined,
      fallback: last.fallback,
    }];
  });
}

/** The peer with the least median of a precision. */
export function bestPeer(summaries: readonly Summary[], precision: Summary['precision']): Summary | undefined {
  const peers = summaries.filter((one) => one.side === 'PEER' && one.precision === precision);
  return peers.sort((a, b) => a.median - b.median)[0];
}

function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
}
