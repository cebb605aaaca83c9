import { randomUUID } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import { addFollower, FOLLOWER_LEASE_SECONDS, type NewFollower, removeFollower, renewFollowers } from '../domain/generations/followers.ts';
import type { Logger } from '../logging.ts';

/** A client that lost its connection may come back within this time, before it counts as gone. */
export const GRACE_MS = 2_000;
const RENEW_EVERY_MS = (FOLLOWER_LEASE_SECONDS * 1000) / 3;

/** Whether the one who leaves takes its interest along, or only stops waiting. */
export type Leave = (how: 'GONE' | 'QUIETLY') => void;

/** Those who follow generations through this process. Other processes have theirs; the database's rows are the truth. */
export interface GenerationFollowers {
  /**
   * Says that somebody follows a generation until the function that it gives is called. Where `endsWork` is set and the
   * one who is GONE was the last, the generation is canceled `GRACE_MS` later.
   */
  follow(generationId: string, endsWork: boolean): Promise<Leave>;
  /** Leaves the rows to expire, so that clients may go on with another server. */
  close(): Promise<void>;
}

export function openGenerationFollowers(orm: MikroORM, logger: Logger): GenerationFollowers {
  const serverId = randomUUID();
  const leaving = new Set<NodeJS.Timeout>();
  const writing = new Set<Promise<void>>();
  let closed = false;
  /** What fails here expires by itself. */
  const attempt = (work: () => Promise<void>) => {
    const done: Promise<void> = work()
      .catch((error: unknown) => logger.warn({ err: error }, 'who follows a generation could not be written'))
      .finally(() => writing.delete(done));
    writing.add(done);
  };
  let count = 0;
  const renewal = setInterval(() => {
    if (count > 0) attempt(() => renewFollowers(orm.em.fork(), serverId));
  }, RENEW_EVERY_MS).unref();

  function remove(follower: NewFollower): void {
    if (closed) return;
    count -= 1;
    attempt(() => removeFollower(orm.em.fork(), follower));
  }

  function leave(follower: NewFollower, how: 'GONE' | 'QUIETLY'): void {
    if (how === 'QUIETLY' || !follower.endsWork) return remove({ ...follower, endsWork: false });
    const timer = setTimeout(() => {
      leaving.delete(timer);
      remove(follower);
    }, GRACE_MS);
    leaving.add(timer);
  }

  return {
    async follow(generationId, endsWork) {
      const follower = { id: randomUUID(), generationId, serverId, endsWork };
      await addFollower(orm.em.fork(), follower);
      count += 1;
      let left = false;
      return (how) => {
        if (left || closed) return;
        left = true;
        leave(follower, how);
      };
    },
    async close() {
      closed = true;
      clearInterval(renewal);
      for (const timer of leaving) clearTimeout(timer);
      await Promise.all(writing);
    },
  };
}
