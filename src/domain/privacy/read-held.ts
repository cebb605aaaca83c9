import type { EntityManager } from '@mikro-orm/postgresql';
import { findHeldRows, otherTables, type Person, spellingsOf } from './held-rows.ts';

const AT_ONCE = 500;

/** A row that is about a person, as JSON, and which table it is of. */
export interface HeldRow {
  readonly table: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** Columns that say nothing about the person. */
const LEFT_OUT = ['project_id', 'content_hash', 'event_count'];

/** Every row about a person, table by table. Must be read within one transaction. */
export async function* readHeldRows(tx: EntityManager, person: Person): AsyncGenerator<HeldRow> {
  await findHeldRows(tx, person);
  for (const [table, held] of [['dataset_record', 'held_record'], ['generation', 'held_generation'], ['feedback', 'held_feedback'], ['upload', 'held_upload']] as const) {
    yield* pages(tx, table, `id in (select id from ${held})`, []);
  }
  for (const { table, column } of await otherTables(tx)) yield* pages(tx, table, `project_id = ? and "${column}" in (select jsonb_array_elements_text(?::jsonb))`, [person.projectId, spellingsOf(person)]);
}

async function* pages(tx: EntityManager, table: string, where: string, values: readonly unknown[]): AsyncGenerator<HeldRow> {
  const cursor = `held_${table}_rows`;
  await tx.execute(`declare ${cursor} no scroll cursor for select to_jsonb(t) ${LEFT_OUT.map((name) => `- '${name}'`).join(' ')} as row from "${table}" t where ${where}`, [...values]);
  for (let rows; (rows = await tx.execute<{ row: Record<string, unknown> }[]>(`fetch ${AT_ONCE} from ${cursor}`)).length > 0; ) {
    for (const { row } of rows) yield { table, row };
  }
  await tx.execute(`close ${cursor}`);
}
