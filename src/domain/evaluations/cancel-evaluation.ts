import { LockMode } from '@mikro-orm/postgresql';
import { type Caller, type Services, write } from '../caller.ts';
import { Evaluation } from '../entities/evaluation.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { channels, notify } from '../ports.ts';
import { evaluationMessage } from '../webhooks/messages.ts';
import { recordWebhookEvent } from '../webhooks/record-webhook-event.ts';

/** Cancels an evaluation that is not finished, at once; the worker hears of it and stops. Asking again changes nothing. */
export function cancelEvaluation({ em }: Pick<Services, 'em'>, caller: Caller, evaluationId: string): Promise<Evaluation> {
  return write(em, async (tx) => {
    const evaluation = await getOwn(tx, Evaluation, caller, evaluationId, ['evaluationId']);
    await tx.refresh(evaluation, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (evaluation.state === 'CANCELED') return evaluation;
    if (!evaluation.isUnfinished()) throw new Fault('INVALID_STATE', `The evaluation is ${evaluation.state} already.`, ['evaluationId']);
    Object.assign(evaluation, { state: 'CANCELED', failure: `Canceled by ${caller.actor}.`, finishedAt: new Date() });
    await recordWebhookEvent(tx, caller.projectId, evaluationMessage(evaluation));
    for (const channel of [channels.cancel, channels.evaluation]) await notify(tx, channel, evaluation.id);
    return evaluation;
  });
}
