import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import { channels, notify } from '../ports.ts';
import { type EvaluationRequest, lockRequested } from './lock-requested.ts';

/** Says how far an evaluation is. False where it is finished, canceled or gone: measuring should stop. */
export function recordEvaluationProgress(em: EntityManager, request: EvaluationRequest, progress: number): Promise<boolean> {
  return write(em, async (tx) => {
    const evaluation = await lockRequested(tx, request);
    if (!evaluation) return false;
    evaluation.progress = progress;
    await notify(tx, channels.evaluation, evaluation.id);
    return true;
  });
}
