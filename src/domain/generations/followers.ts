import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { GenerationFollower } from '../entities/generation-follower.ts';
import { cancel } from './cancel-generation.ts';
import { isUnfinished } from './end-generation.ts';
import { lockGeneration } from './record-event.ts';

/** A follower counts for so long after its server has last said that it is there. */
export const FOLLOWER_LEASE_SECONDS = 15;

const ABANDONED = 'Nobody follows it any longer.';

export interface NewFollower {
  readonly id: string;
  readonly generationId: string;
  readonly serverId: string;
  readonly endsWork: boolean;
}

/** Says that somebody follows a generation; nothing where it is finished or gone. */
export async function addFollower(em: EntityManager, { id, generationId, serverId, endsWork }: NewFollower): Promise<void> {
  await em.execute(
    `insert into generation_follower (id, generation_id, server_id, ends_work, expires_at)
     select ?, id, ?, ?, now() + make_interval(secs => ?) from generation where id = ? and state in ('QUEUED', 'RUNNING')`,
    [id, serverId, endsWork, FOLLOWER_LEASE_SECONDS, generationId],
  );
}

/** Says that all followers of a server are still there. */
export async function renewFollowers(em: EntityManager, serverId: string): Promise<void> {
  await em.execute('update generation_follower set expires_at = now() + make_interval(secs => ?) where server_id = ?', [FOLLOWER_LEASE_SECONDS, serverId]);
}

/**
 * Removes a follower. Where `endsWork`, and nobody else follows an unfinished generation, it is canceled: the row lock
 * puts those who leave at the same time one after the other, so that one of them is the last.
 */
export async function removeFollower(em: EntityManager, { id, generationId, endsWork }: NewFollower): Promise<void> {
  await write(em, async (tx) => {
    const generation = await lockGeneration(tx, generationId);
    await tx.nativeDelete(GenerationFollower, { id });
    if (!generation || !isUnfinished(generation) || !endsWork) return;
    const { live } = await countFollowers(tx, generationId);
    if (live === 0) await cancel(tx, generation, ABANDONED);
  });
}

/** Whether it was followed, by somebody whose leaving ends the work, and all its followers were lost with their servers. */
export async function isAbandoned(em: EntityManager, generationId: string): Promise<boolean> {
  const { live, lost } = await countFollowers(em, generationId);
  return live === 0 && lost > 0;
}

/** Cancels a generation that is abandoned and not finished. */
export async function cancelAbandoned(em: EntityManager, generationId: string): Promise<void> {
  await write(em, async (tx) => {
    const generation = await lockGeneration(tx, generationId);
    if (generation && isUnfinished(generation) && (await isAbandoned(tx, generationId))) await cancel(tx, generation, ABANDONED);
  });
}

async function countFollowers(em: EntityManager, generationId: string): Promise<{ live: number; lost: number }> {
  const [counts] = await em.execute<{ live: number; lost: number }[]>(
    `select (count(*) filter (where expires_at > now()))::int as live, (count(*) filter (where expires_at <= now() and ends_work))::int as lost
     from generation_follower where generation_id = ?`,
    [generationId],
  );
  return counts ?? { live: 0, lost: 0 };
}
