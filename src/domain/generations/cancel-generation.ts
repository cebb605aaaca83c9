import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { type Caller, type Services, write } from '../caller.ts';
import { Generation } from '../entities/generation.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { channels, notify } from '../ports.ts';
import { endGeneration, isUnfinished } from './end-generation.ts';
import { cancelShadow } from './shadows.ts';

/** Cancels a generation that is not finished, at once; whoever makes it hears of it and stops. Asking again changes nothing. */
export function cancelGeneration({ em }: Pick<Services, 'em'>, caller: Caller, generationId: string): Promise<Generation> {
  return write(em, async (tx) => {
    const generation = await getOwn(tx, Generation, caller, generationId, ['generationId']);
    await tx.refresh(generation, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (generation.state === 'CANCELED') return generation;
    if (!isUnfinished(generation)) throw new Fault('INVALID_STATE', `The generation is ${generation.state} already.`, ['generationId']);
    await cancel(tx, generation, `Canceled by ${caller.actor}.`);
    return generation;
  });
}

/** The row must be locked by the caller's transaction, and unfinished. */
export async function cancel(tx: EntityManager, generation: Generation, message: string): Promise<void> {
  await endGeneration(tx, generation, { state: 'CANCELED', message });
  await cancelShadow(tx, generation);
  await notify(tx, channels.cancel, generation.id);
}
