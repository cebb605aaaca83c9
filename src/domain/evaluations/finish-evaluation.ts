import type { EntityManager } from '@mikro-orm/postgresql';
import { write } from '../caller.ts';
import type { EvaluationResult } from '../evaluation-result.ts';
import { channels, notify } from '../ports.ts';
import { evaluationMessage } from '../webhooks/messages.ts';
import { recordWebhookEvent } from '../webhooks/record-webhook-event.ts';
import { type EvaluationRequest, lockRequested } from './lock-requested.ts';

/** Ends an evaluation with what was found, or with why nothing could be. False where it is finished already or was asked for again: the files are nobody's then. */
export async function finishEvaluation(em: EntityManager, request: EvaluationRequest, end: { readonly result: EvaluationResult } | { readonly failure: string }): Promise<boolean> {
  return write(em, async (tx) => {
    const evaluation = await lockRequested(tx, request);
    if (!evaluation) return false;
    evaluation.state = 'result' in end ? 'SUCCEEDED' : 'FAILED';
    evaluation.result = 'result' in end ? end.result : null;
    evaluation.failure = 'failure' in end ? end.failure : null;
    evaluation.progress = 'result' in end ? 1 : evaluation.progress;
    evaluation.finishedAt = new Date();
    await recordWebhookEvent(tx, evaluation.project.id, evaluationMessage(evaluation));
    await notify(tx, channels.evaluation, evaluation.id);
    return true;
  });
}
