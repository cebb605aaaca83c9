import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Evaluation } from '../entities/evaluation.ts';

/** An evaluation as it was asked for once. */
export interface EvaluationRequest {
  readonly evaluationId: string;
  /** `Evaluation.request` then. */
  readonly request: number;
}

/** The evaluation, read under a row lock, as long as it is unfinished and this is its newest request; undefined afterwards. */
export async function lockRequested(tx: EntityManager, { evaluationId, request }: EvaluationRequest): Promise<Evaluation | undefined> {
  const evaluation = await tx.findOne(Evaluation, evaluationId, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  return evaluation?.isUnfinished() && evaluation.request === request ? evaluation : undefined;
}
