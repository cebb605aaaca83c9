import type { EntityManager, EntityName, FilterQuery, Ref } from '@mikro-orm/postgresql';
import type { Caller } from './caller.ts';
import type { Project } from './entities/project.ts';
import { Fault } from './fault.ts';

interface Owned {
  readonly id: string;
  readonly project: Ref<Project>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Rows of the caller's project by id, in the order of the ids; undefined for any other id, whether it exists elsewhere or not. */
export async function findOwn<E extends Owned>(em: EntityManager, entity: EntityName<E>, projectId: string, ids: readonly string[]): Promise<(E | undefined)[]> {
  const wanted = ids.filter((id) => UUID.test(id));
  const rows = wanted.length === 0 ? [] : await em.find(entity, ownedBy<E>(projectId, wanted));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id.toLowerCase()));
}

/** One row of the caller's project, or a NOT_FOUND fault that names the field of the input. */
export async function getOwn<E extends Owned>(em: EntityManager, entity: EntityName<E>, caller: Caller, id: string, path: readonly string[]): Promise<E> {
  const [row] = await findOwn(em, entity, caller.projectId, [id]);
  if (!row) throw new Fault('NOT_FOUND', `There is nothing with the id given as ${path.join('.')}.`, path);
  return row;
}

/** MikroORM's filter type cannot see through a type parameter; `Owned` has both columns. */
function ownedBy<E extends Owned>(projectId: string, ids: readonly string[]): FilterQuery<E> {
  return { project: projectId, id: { $in: ids } } as unknown as FilterQuery<E>;
}
