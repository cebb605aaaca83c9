import { z } from 'zod';
import { qualityChecks } from '../../domain/quality-report.ts';
import type { BrowsedSample, SampleFilter, SampleFinding, SamplePage, StoredVersionFiles } from '../../domain/samples.ts';
import { wholeNumber } from '../samples/work-database.ts';
import { filterSql } from './filter-sql.ts';
import { contentOf, sampleRow, shownColumns } from './sample-rows.ts';
import type { VersionTable } from './version-table.ts';

const position = z.object({ sample_position: wholeNumber });

/**
 * A page of samples in the stored order, or against it. Positions are looked for first, which reads the columns of the filter
 * alone and ends with the page: DuckDB keeps the order of a file, and passes over row groups that positions rule out.
 */
export async function readSamples(table: VersionTable, version: StoredVersionFiles, filter: SampleFilter, { after, before, limit, inverted }: SamplePage): Promise<BrowsedSample[]> {
  const { description, id } = version;
  const range = [...(after === undefined ? [] : [`sample_position > ${after}`]), ...(before === undefined ? [] : [`sample_position < ${before}`])];
  const where = [...range, filterSql(filter, description, table.content)].join(' AND ');
  const found = await table.all(`SELECT sample_position FROM samples WHERE ${where}${inverted ? ' ORDER BY sample_position DESC' : ''} LIMIT ${limit}`, position);
  if (found.length === 0) return [];
  const positions = found.map(({ sample_position }) => sample_position).join(', ');
  const rows = await table.all(`SELECT ${shownColumns(description, table.content)} FROM samples WHERE sample_position IN (${positions})`, sampleRow);
  const findings = await findingsOf(table, positions);
  const samples = rows.map((row): BrowsedSample => {
    const { sample_position: at, split, label, subject, file, row: place, entry } = row;
    return { datasetVersionId: id, position: at, split, label, subject, content: contentOf(row, description), origin: { file, row: place, entry }, findings: findings.get(at) ?? [] };
  });
  return samples.sort((a, b) => (inverted ? b.position - a.position : a.position - b.position));
}

/** How many samples a filter lets through. */
export async function countSamples(table: VersionTable, { description }: StoredVersionFiles, filter: SampleFilter): Promise<number> {
  const [row] = await table.all(`SELECT count(*) AS count FROM samples WHERE ${filterSql(filter, description, table.content)}`, z.object({ count: wholeNumber }));
  return row?.count ?? 0;
}

const flagged = z.object({ check: z.enum(qualityChecks), sample_position: wholeNumber, other: wholeNumber.nullable(), score: z.number().nullable(), detail: z.string().nullable() });

async function findingsOf(table: VersionTable, positions: string): Promise<ReadonlyMap<number, readonly SampleFinding[]>> {
  const rows = await table.all(`SELECT "check", sample_position, other, score, detail FROM flagged WHERE sample_position IN (${positions}) ORDER BY "check"`, flagged);
  return Map.groupBy(rows, (row) => row.sample_position);
}
