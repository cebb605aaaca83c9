import { useCallback, useMemo, useState } from 'react';

/** A change of a sample's class that was collected, and not sent yet. */
export interface Relabel {
  readonly position: number;
  readonly before: string | null;
  /** Null: no class. */
  readonly label: string | null;
}

export interface Relabels {
  readonly changes: ReadonlyMap<number, Relabel>;
  /** Gives samples a class; a sample that gets its own back is no change. */
  give(samples: readonly { readonly position: number; readonly label: string | null }[], label: string | null): void;
  /** Leaves these as they are; all, where none are named. */
  forget(positions?: readonly number[]): void;
}

/** As many as one mutation takes. */
export const MOST_RELABELS = 5000;

/** Collects changes of a version's classes, over its pages; kept until the tab is closed. */
export function useRelabels(versionId: string): Relabels {
  const key = `flywheel-relabels ${versionId}`;
  const [changes, setChanges] = useState<ReadonlyMap<number, Relabel>>(() => stored(key));
  const update = useCallback(
    (change: (next: Map<number, Relabel>) => void) =>
      setChanges((before) => {
        const next = new Map(before);
        change(next);
        sessionStorage.setItem(key, JSON.stringify([...next.values()]));
        return next;
      }),
    [key],
  );
  return useMemo(
    () => ({
      changes,
      give: (samples, label) =>
        update((next) => {
          for (const { position, label: own } of samples) {
            if (own === label) next.delete(position);
            else if (next.size < MOST_RELABELS) next.set(position, { position, before: own, label });
          }
        }),
      forget: (positions) => update((next) => (positions ?? [...next.keys()]).forEach((position) => next.delete(position))),
    }),
    [changes, update],
  );
}

function stored(key: string): Map<number, Relabel> {
  const text = sessionStorage.getItem(key);
  const entries: unknown = text === null ? [] : JSON.parse(text);
  return new Map(Array.isArray(entries) ? entries.filter(isRelabel).map((change) => [change.position, change]) : []);
}

function isRelabel(value: unknown): value is Relabel {
  return typeof value === 'object' && value !== null && 'position' in value && typeof value.position === 'number' && 'before' in value && 'label' in value;
}
