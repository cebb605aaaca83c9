import { resolveCursorConnection, type ResolveCursorConnectionArgs } from '@pothos/plugin-relay';
import type { EntityManager, EntityName, FilterQuery } from '@mikro-orm/postgresql';
import { badInput } from './errors.ts';

export const MAX_PAGE = 100;
export const DEFAULT_PAGE = 20;
/** Rows of lists in one operation; nested lists multiply, whatever the size of the document. */
const MAX_ROWS = 20_000;
const rowsAsked = new WeakMap<object, number>();
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

interface PageArgs {
  first?: number | null | undefined;
  last?: number | null | undefined;
  after?: string | null | undefined;
  before?: string | null | undefined;
}

/**
 * A page of rows, newest first. Ids are time-ordered, so a cursor is an id and a page is one index range, however deep.
 */
export function newestFirst<E extends { readonly id: string }>(em: EntityManager, entity: EntityName<E>, where: FilterQuery<E>, args: PageArgs) {
  checkPage(args);
  chargeRows(em, args.first ?? args.last ?? DEFAULT_PAGE);
  return resolveCursorConnection(
    { args, defaultSize: DEFAULT_PAGE, maxSize: MAX_PAGE, toCursor: (row: E) => encodeCursor(row.id) },
    ({ before, after, limit, inverted }: ResolveCursorConnectionArgs) => {
      const range = { ...(after ? { $lt: decodeCursor(after) } : {}), ...(before ? { $gt: decodeCursor(before) } : {}) };
      const bounded = after || before ? { $and: [where, { id: range }] } : where;
      // MikroORM's filter type cannot see that every E has an id.
      return em.find(entity, bounded as FilterQuery<E>, { orderBy: { id: inverted ? 'asc' : 'desc' } as never, limit });
    },
  );
}

/** Counts what an operation (it has one `em`) asks for. @throws where that is more than any reader needs at once. */
export function chargeRows(em: EntityManager, rows: number): void {
  const asked = (rowsAsked.get(em) ?? 0) + rows;
  rowsAsked.set(em, asked);
  if (asked > MAX_ROWS) throw badInput(`This operation asks for more than ${MAX_ROWS} rows of lists; ask for fewer at a time.`);
}

export function checkPage({ first, last }: PageArgs): void {
  if (first != null && last != null) throw badInput('Give either first or last, not both.');
  for (const [name, size] of [['first', first], ['last', last]] as const) {
    if (size != null && (size < 0 || size > MAX_PAGE)) throw badInput(`${name} must be from 0 to ${MAX_PAGE}, not ${size}.`);
  }
}

const encodeCursor = (id: string) => Buffer.from(`id:${id}`).toString('base64url');

function decodeCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('utf8').replace(/^id:/, '');
  if (!UUID.test(id)) throw badInput('The cursor is not one that this list gave.');
  return id;
}
