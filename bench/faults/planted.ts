import { type Random } from '../../src/data/random.ts';
import type { QualityCheck } from '../../src/domain/quality-report.ts';
import type { DataFormat } from '../../src/domain/dataset-import.ts';
import type { DatasetKind } from '../../src/plugin/index.ts';

/** Share of the training samples that gets each fault, where nothing else is said. */
export const SHARE = 0.02;

/** Of the training samples; no sample gets two faults. */
export interface Shares {
  /** With each fault. */
  readonly share?: number;
  /** With a wrong label; as many as with each other fault where absent. */
  readonly wrongLabels?: number;
}

/** A file with faults in it, and where they are. */
export interface Planted {
  readonly kind: DatasetKind;
  readonly format: DataFormat;
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** By check, the samples that it should find, as `nameOf` names them. */
  readonly faults: Readonly<Partial<Record<QualityCheck, ReadonlySet<string>>>>;
  /** Samples that could not be read at all, which only their number can tell. */
  readonly unreadable: number;
}

/** A sample by where it comes from: rows are counted from 1, after the header. */
export const nameOf = (file: string, row: number, entry: string | null) => entry ?? `${file}:${row}`;

/** Draws numbers below `below` without repetition, none of them in `not`; what is drawn is put there. @throws where so many are not left */
export function draw(random: Random, count: number, below: number, not: Set<number>): number[] {
  if (count > below - not.size) throw new Error(`${count} of ${below} samples are to get a fault, and only ${below - not.size} have none yet.`);
  const drawn: number[] = [];
  while (drawn.length < count) {
    const one = random.below(below);
    if (not.has(one)) continue;
    not.add(one);
    drawn.push(one);
  }
  return drawn;
}
