import { z } from 'zod';
import { qualityChecks } from '../../domain/quality-report.ts';
import type { BrowsedSample, SampleFilter, SampleFinding, SamplePage, StoredVersionFiles } from '../../domain/samples.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { conditionOf, splitRange } from './filter-sql.ts';
import { findPositions } from './find-positions.ts';
import { contentOf, sampleRow, shownColumns } from './sample-rows.ts';
import type { Ask } from './version-table.ts';

interface Asked {
  readonly ask: Ask;
  readonly version: StoredVersionFiles;
  /** Columns of the content. */
  readonly content: readonly string[];
}

/** A page of samples in the stored order, or against it. */
export async function readPage({ ask, version, content }: Asked, filter: SampleFilter, page: SamplePage): Promise<BrowsedSample[]> {
  const positions = await findPositions({ ask, description: version.description, content }, filter, page);
  const samples = await readSamples({ ask, version, content }, positions);
  return positions.flatMap((position) => samples.get(position) ?? []);
}

/** The samples at these positions; none where there is no such position. */
export async function readSamples({ ask, version, content }: Asked, positions: readonly number[]): Promise<ReadonlyMap<number, BrowsedSample>> {
  if (positions.length === 0) return new Map();
  const { description } = version;
  const wanted = positions.join(', ');
  const rows = await ask(`SELECT ${shownColumns(description, content)} FROM samples WHERE sample_position IN (${wanted})`, sampleRow);
  const findings = await findingsOf(ask, wanted);
  return new Map(
    rows.map((row) => {
      const { sample_position: at, split, label, subject, file, row: place, entry } = row;
      return [at, { version, position: at, split, label, subject, content: contentOf(row, description), origin: { file, row: place, entry }, findings: findings.get(at) ?? [] }];
    }),
  );
}

/** How many samples a filter lets through. */
export async function countSamples({ ask, version: { description }, content }: Asked, filter: SampleFilter): Promise<number> {
  const { from, to } = splitRange(filter, description);
  const condition = conditionOf(filter, description, content);
  if (condition === undefined) return to - from;
  const [row] = await ask(`SELECT count(*) AS count FROM samples WHERE sample_position >= ${from} AND sample_position < ${to} AND ${condition}`, z.object({ count: wholeNumber }));
  return row?.count ?? 0;
}

const flagged = z.object({ check: z.enum(qualityChecks), sample_position: wholeNumber, other: wholeNumber.nullable(), score: z.number().nullable(), detail: z.string().nullable() });

async function findingsOf(ask: Ask, positions: string): Promise<ReadonlyMap<number, readonly SampleFinding[]>> {
  const rows = await ask(`SELECT "check", sample_position, other, score, detail FROM flagged WHERE sample_position IN (${positions}) ORDER BY "check"`, flagged);
  return Map.groupBy(rows, (row) => row.sample_position);
}
