import type { VersionSideFragment } from '../../gql/graphql';
import { words } from '../../text/format';

export interface ComparedRow {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

interface ComparedGroup {
  readonly title: string;
  readonly rows: readonly ComparedRow[];
  /** Rows left out as nothing changed. */
  readonly unchanged: number;
}

/** A dataset may have thousands of classes: those that changed most are shown. */
const MOST = 20;

/** What two versions hold, by name; of classes and findings only what differs, where there are many. */
export function comparedRows(before: VersionSideFragment, after: VersionSideFragment): ComparedGroup[] {
  const samples = [{ name: 'All', before: before.sampleCount ?? 0, after: after.sampleCount ?? 0 }];
  const splits = joined(before.splits, after.splits, ({ split }) => words(split));
  return [
    { title: 'Samples', rows: [...samples, ...splits], unchanged: 0 },
    shortened('Classes', joined(before.classes, after.classes, ({ label }) => label)),
    shortened('Findings', joined(before.quality?.findings ?? [], after.quality?.findings ?? [], ({ check }) => words(check))),
  ].filter(({ rows }) => rows.length > 0);
}

function shortened(title: string, rows: readonly ComparedRow[]): ComparedGroup {
  if (rows.length <= MOST) return { title, rows, unchanged: 0 };
  const size = ({ before, after }: ComparedRow) => Math.abs(after - before);
  const most = [...rows].sort((a, b) => size(b) - size(a)).slice(0, MOST);
  const shown = rows.filter((row) => most.includes(row) && size(row) > 0);
  return { title, rows: shown, unchanged: rows.length - shown.length };
}

/** Counts of both sides by name; a name may come several times on a side, as a check that found two things. */
function joined<T extends { readonly count: number }>(before: readonly T[], after: readonly T[], nameOf: (entry: T) => string): ComparedRow[] {
  const sums = (entries: readonly T[]) => entries.reduce((all, entry) => all.set(nameOf(entry), (all.get(nameOf(entry)) ?? 0) + entry.count), new Map<string, number>());
  const [first, second] = [sums(before), sums(after)];
  return [...new Set([...first.keys(), ...second.keys()])].map((name) => ({ name, before: first.get(name) ?? 0, after: second.get(name) ?? 0 }));
}
