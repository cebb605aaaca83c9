import type { EntityManager } from '@mikro-orm/postgresql';
import { Generation } from '../entities/generation.ts';
import { agreementOf } from '../experiments/agreement.ts';
import type { JobQueue } from '../ports.ts';
import { endGeneration, isUnfinished } from './end-generation.ts';
import { lockGeneration } from './record-event.ts';

/** Lets the shadow of an answer that is finished be made, where it has one. Both in the caller's transaction. */
export async function queueShadow(tx: EntityManager, jobs: JobQueue, answer: Generation): Promise<void> {
  const shadow = answer.experiment ? await tx.findOne(Generation, { shadowOf: answer.id }) : null;
  if (shadow) await jobs.send(tx, { type: 'shadow', generationId: shadow.id });
}

/** Ends the shadow of an answer that nobody wanted any longer. */
export async function cancelShadow(tx: EntityManager, answer: Generation): Promise<void> {
  const found = answer.experiment ? await tx.findOne(Generation, { shadowOf: answer.id }) : null;
  const shadow = found && (await lockGeneration(tx, found.id));
  if (shadow && isUnfinished(shadow)) await endGeneration(tx, shadow, { state: 'CANCELED', message: 'The answer that it was to be compared with was canceled.' });
}

/** Ends a shadow whose experiment is over; says whether it did. Its row is locked by the caller's transaction. */
export async function endIfUnwanted(tx: EntityManager, generation: Generation): Promise<boolean> {
  if (!generation.shadowOf || (await generation.experiment?.loadOrFail())?.isRunning()) return false;
  await endGeneration(tx, generation, { state: 'CANCELED', message: 'Its experiment has ended.' });
  return true;
}

/** Writes down how far a shadow that is made agrees with the answer beside it. */
export async function compareShadow(shadow: Generation): Promise<void> {
  const answer = await shadow.shadowOf?.loadOrFail();
  if (answer?.state === 'SUCCEEDED') shadow.agreement = agreementOf(answer.outputs, shadow.outputs);
}
