import { DatasetVersion } from '../domain/entities/dataset-version.ts';
import { findOwn } from '../domain/find-own.ts';
import type { Difference, StoredVersionFiles } from '../domain/samples.ts';
import { callerOf, type Context } from './context.ts';
import { badInput, graphqlError } from './errors.ts';
import { COMPARE_ROWS, filesOf, lookInto } from './samples.ts';

interface Side {
  readonly id: string;
  readonly files: StoredVersionFiles;
  readonly splits: DatasetVersion['splits'];
  /** Samples of each label, and without one. */
  readonly labels: readonly { readonly label: string | null; readonly count: number }[];
}

export interface ComparedVersions {
  readonly before: Side;
  readonly after: Side;
}

/** How many there were and are of what has a name. */
export interface SizeChange<Name> {
  readonly name: Name;
  readonly before: number;
  readonly after: number;
}

/** @param otherId  of any version; undefined: none, with which nothing can be compared */
export async function compareWith(context: Context, version: DatasetVersion, otherId: string | undefined): Promise<ComparedVersions | null> {
  if (otherId === undefined) return null;
  const [other] = await findOwn(context.em, DatasetVersion, callerOf(context).projectId, [otherId]);
  if (!other) throw graphqlError('NOT_FOUND', 'There is no dataset version with the id given as parent.');
  const [after, before] = [sideOf(version), sideOf(other)];
  if (!after || !before) return null;
  if (after.files.description.kind !== before.files.description.kind) {
    throw badInput(`A version of kind ${after.files.description.kind} can be compared with another of this kind, not with one of kind ${before.files.description.kind}.`);
  }
  return { before, after };
}

function sideOf(version: DatasetVersion): Side | undefined {
  const files = filesOf(version);
  if (!files) return undefined;
  const unlabelled = (version.sampleCount ?? 0) - version.classes.reduce((sum, { count }) => sum + count, 0);
  const hasLabels = files.description.kind !== 'TEXT_PAIR' && files.description.kind !== 'INTERACTION';
  return { id: version.id, files, splits: version.splits, labels: [...version.classes, ...(unlabelled > 0 && hasLabels ? [{ label: null, count: unlabelled }] : [])] };
}

const differences = new WeakMap<ComparedVersions, Promise<Difference>>();

/** Compares all samples of both, once for all the fields that tell of it. */
export function diffOf(context: Context, compared: ComparedVersions): Promise<Difference> {
  const known = differences.get(compared);
  if (known) return known;
  const difference = lookInto(context, COMPARE_ROWS, (samples) => samples.diff(compared.after.files, compared.before.files));
  differences.set(compared, difference);
  return difference;
}

/** Samples without a label come last. */
export function classesOf({ before, after }: ComparedVersions): SizeChange<string | null>[] {
  return sizesOf(before.labels, after.labels, ({ label }) => label).sort((a, b) => Number(a.name === null) - Number(b.name === null));
}

/** In the order of the version, then what only the one before has. */
export function sizesOf<T extends { readonly count: number }, Name>(before: readonly T[], after: readonly T[], nameOf: (entry: T) => Name): SizeChange<Name>[] {
  const [was, is] = [new Map(before.map((entry) => [nameOf(entry), entry.count])), new Map(after.map((entry) => [nameOf(entry), entry.count]))];
  return [...new Set([...is.keys(), ...was.keys()])].map((name) => ({ name, before: was.get(name) ?? 0, after: is.get(name) ?? 0 }));
}
