import type { ImportPreview, PreviewedColumn } from '../../domain/import-preview.ts';
import { readInPlace } from '../samples/import-samples.ts';
import { Look, NothingRead, orNoted } from '../samples/look.ts';
import { makePlan } from '../samples/make-plan.ts';
import { makeSamples } from '../samples/make-samples.ts';
import type { Plan } from '../samples/plan.ts';
import { readRows } from '../samples/read-rows.ts';
import { requireTypes } from '../samples/require-types.ts';
import type { Rows } from '../samples/rows.ts';
import { splitSql } from '../samples/split-column.ts';
import { inWorkDatabase } from '../samples/wide-tables.ts';
import { WorkDatabase } from '../samples/work-database.ts';
import { countClasses, firstSamples } from './first-samples.ts';
import type { PreviewFilesOptions } from './preview-files.ts';

/** Enough for the beginnings; what files claim beyond is not believed. */
const BOUNDS = { megabytes: 400, spilled: '1GB' } as const;

type SampleOptions = PreviewFilesOptions & { readonly kind: Plan['kind'] };

/** Looks into texts, tables and interactions. */
export async function previewSamples(options: SampleOptions): Promise<ImportPreview> {
  const { folder, signal } = options;
  const reads = await readInPlace(options);
  return inWorkDatabase(
    (bounds) => WorkDatabase.open(folder, signal, reads, { ...BOUNDS, ...bounds }),
    (database) => previewIn(database, options),
  );
}

async function previewIn(database: WorkDatabase, options: SampleOptions): Promise<ImportPreview> {
  const look = new Look();
  const rows = await orNoted(look, () => readAny(database, look, options), undefined);
  const told = rows ? await tell(database, rows, look, options) : { columns: [], samples: [], classes: [] };
  // Interactions are split by time, whatever the files are called.
  const files = options.kind === 'INTERACTION' ? look.files.map((file) => ({ ...file, split: undefined })) : look.files;
  return { files, ...told, images: undefined, faults: look.faults, whole: look.whole };
}

async function readAny(database: WorkDatabase, look: Look, { uploads, store, signal, folder, format, header, encoding }: PreviewFilesOptions): Promise<Rows | undefined> {
  try {
    return await readRows({ uploads, reading: { store, signal }, database, folder, onRead: () => undefined, encoding, look }, format, header);
  } catch (error) {
    if (error instanceof NothingRead) return undefined;
    throw error;
  }
}

async function tell(database: WorkDatabase, rows: Rows, look: Look, { kind, split, ...options }: SampleOptions): Promise<Pick<ImportPreview, 'columns' | 'samples' | 'classes'>> {
  const plan = await orNoted(look, () => makePlan(database, kind, rows, options), undefined);
  if (!plan) return { columns: rows.columns.map(({ name }) => ({ name, roles: [], type: undefined })), samples: await firstSamples(database, rows, undefined, 'split'), classes: [] };
  await orNoted(look, () => requireTypes(database, rows, plan), undefined);
  const splits = await orNoted(look, () => splitSql(database, rows, plan), 'CAST(NULL AS UTINYINT)');
  const told = { columns: columnsOf(rows, plan), samples: await firstSamples(database, rows, plan, splits), classes: await countClasses(database, plan) };
  // Only of everything it tells what an import would.
  if (look.whole && look.faults.length === 0) await orNoted(look, () => makeSamples(database, { ...rows, continuous: rows.continuous || options.continuous === true }, plan, split), undefined);
  return told;
}

function columnsOf(rows: Rows, plan: Plan): PreviewedColumn[] {
  const features = plan.roles.filter(({ role }) => role === 'FEATURE').map(({ column }) => column);
  return rows.columns.map((column) => ({
    name: column.name,
    roles: plan.roles.filter((one) => one.column === column).map(({ role }) => role),
    type: plan.features[features.indexOf(column)]?.type,
  }));
}
