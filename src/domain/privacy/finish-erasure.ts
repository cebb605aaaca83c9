import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { channels, notify } from '../ports.ts';
import { lockUnfinishedErasure } from './claim-erasure.ts';

/** Says how far an erasure is, 0 to 1. */
export async function recordErasureProgress(em: EntityManager, id: string, progress: number): Promise<void> {
  await write(em, async (tx) => {
    const erasure = await lockUnfinishedErasure(tx, id);
    if (!erasure) return;
    erasure.progress = progress;
    await tx.flush();
    await notify(tx, channels.erasure, id);
  });
}

/** Ends an erasure, which forgets the person then. `failure` is for whoever asked for it. */
export async function finishErasure(em: EntityManager, id: string, failure?: string): Promise<void> {
  await write(em, async (tx) => {
    const erasure = await lockUnfinishedErasure(tx, id);
    if (!erasure) return;
    const end = failure === undefined ? { state: 'SUCCEEDED', progress: 1 } : { state: 'FAILED', failure };
    Object.assign(erasure, { ...end, subject: null, finishedAt: new Date() });
    await tx.flush();
    await notify(tx, channels.erasure, id);
  });
}
