import type { AssessedVersion } from '../assessed-version.ts';
import { quoted } from '../../samples/sql.ts';
import { KeyTable, type NearSamples } from './candidates.ts';
import { MinHash } from './min-hash.ts';
import { jaccard, plainText, shingleSet, shinglesOf } from './shingles.ts';

/** From this Jaccard similarity of their runs of characters on, texts are nearly equal. */
export const NEAR_TEXTS = 0.7;
/** Of shorter texts one word is the meaning; they are nearly equal only where all their letters and digits are. */
const SHORTEST = 25;

interface Regime {
  readonly least: number;
  readonly most: number;
  /** Characters of a run. */
  readonly shingle: number;
  readonly bands: number;
  readonly rows: number;
}

/**
 * Short texts are compared by short runs, since one word touches few of them; long ones by long runs, since unrelated long texts share
 * most short ones. Nearly equal texts differ in length by less than a third, so any two are both short or both long.
 */
const regimes: readonly Regime[] = [
  { least: 1, most: 300, shingle: 3, bands: 24, rows: 5 },
  { least: 190, most: Infinity, shingle: 10, bands: 20, rows: 5 },
];

const isIn = ({ least, most }: Regime, plain: string) => plain.length >= least && plain.length <= most;

/** Compares what MinHash finds alike; time grows with the characters of the texts, memory holds some thousand texts and a byte a sample. */
export async function nearTexts(version: AssessedVersion, near: NearSamples): Promise<void> {
  await candidates(version);
  await compare(version, near);
}

/** Both sides of a pair of texts at once. */
const textOf = ({ content }: AssessedVersion, of: string) => `concat_ws(chr(10), ${content.map((name) => `${of}.${quoted(name)}`).join(', ')})`;

async function candidates(version: AssessedVersion): Promise<void> {
  const { database } = version;
  const tables: { readonly regime: Regime; readonly minHash: MinHash; readonly keys: Int32Array; readonly table: KeyTable }[] = [];
  for (const [index, regime] of regimes.entries()) {
    tables.push({ regime, minHash: new MinHash(regime.bands, regime.rows), keys: new Int32Array(regime.bands), table: await KeyTable.create(database, `near_keys_${index}`, regime.bands) });
  }
  for await (const chunk of database.stream(`SELECT sample_position::INTEGER, ${textOf(version, 'samples')} FROM samples ANTI JOIN near_left_out USING (sample_position)`)) {
    const [positions, texts] = [chunk.getColumnValues(0), chunk.getColumnValues(1)];
    for (const [index, position] of positions.entries()) {
      const plain = plainText(String(texts[index]));
      for (const { regime, minHash, keys, table } of tables) {
        if (!isIn(regime, plain)) continue;
        minHash.keys(shinglesOf(plain, regime.shingle), keys);
        table.add(Number(position), keys);
      }
    }
  }
  for (const { table } of tables) await table.pairs();
}

async function compare(version: AssessedVersion, near: NearSamples): Promise<void> {
  let last = { position: -1, plain: '', shingles: new Map<Regime, Uint32Array>() };
  const query = `SELECT p.sample_position, p.other, ${textOf(version, 'a')}, ${textOf(version, 'b')} FROM (SELECT DISTINCT * FROM near_pairs) p
    JOIN samples a ON a.sample_position = p.sample_position JOIN samples b ON b.sample_position = p.other ORDER BY p.sample_position, p.other`;
  for await (const chunk of version.database.stream(query)) {
    const [positions, others, texts, otherTexts] = [0, 1, 2, 3].map((column) => chunk.getColumnValues(column)) as [unknown[], unknown[], unknown[], unknown[]];
    for (let index = 0; index < chunk.rowCount; index += 1) {
      const [position, other] = [Number(positions[index]), Number(others[index])];
      if (!near.isOpen(position, other)) continue;
      if (last.position !== position) last = { position, plain: plainText(String(texts[index])), shingles: new Map() };
      const score = likeness(last, plainText(String(otherTexts[index])));
      if (score >= NEAR_TEXTS) near.add(position, other, score);
    }
  }
}

function likeness({ plain, shingles }: { readonly plain: string; readonly shingles: Map<Regime, Uint32Array> }, other: string): number {
  if (plain === other) return 1;
  if (Math.min(plain.length, other.length) < SHORTEST) return 0;
  const regime = regimes.find((one) => isIn(one, plain) && isIn(one, other));
  if (regime === undefined) return 0;
  const own = shingles.get(regime) ?? shingleSet(plain, regime.shingle);
  shingles.set(regime, own);
  return jaccard(own, shingleSet(other, regime.shingle));
}
