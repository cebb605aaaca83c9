import type { EntityManager } from '@mikro-orm/postgresql';
import { ConsensusLabel, type ConsensusKind, type Vote } from '../domain/entities/consensus-label.ts';
import { Generation } from '../domain/entities/generation.ts';
import { ModelVersion } from '../domain/entities/model-version.ts';
import type { Review } from '../domain/entities/review.ts';
import type { StoredOutput } from '../domain/stored-output.ts';

/** All that a reviewer sees of a task. */
export interface ReviewedTask {
  readonly kind: ConsensusKind;
  readonly prompt: Readonly<Record<string, unknown>>;
  readonly output: StoredOutput | null;
  readonly votes: readonly Vote[];
  readonly reason: string;
  /** Of the model's newest version. */
  readonly classes: readonly string[];
}

export async function taskOf(em: EntityManager, review: Review): Promise<ReviewedTask> {
  const { kind, votes, reason, output, generation: asked, model } = await em.findOneOrFail(ConsensusLabel, review.consensusLabel.id);
  const generation = await em.findOneOrFail(Generation, asked.id);
  const newest = await em.findOne(ModelVersion, { model: model.id }, { orderBy: { number: 'desc' } });
  return { kind, votes, reason, prompt: generation.prompt, output: generation.outputs[output] ?? null, classes: newest?.dataset.classes ?? [] };
}

export interface ReviewQueue {
  readonly modelId: string;
  readonly waiting: number;
  readonly claimed: number;
}

export async function reviewQueueOf(em: EntityManager, modelId: string): Promise<ReviewQueue> {
  const [row] = await em.execute<{ waiting: number; claimed: number }[]>(
    `select count(*)::int as waiting, (select count(*)::int from review r join consensus_label c on c.id = r.consensus_label_id where c.model_id = ? and c.state = 'REVIEW' and r.state = 'CLAIMED' and r.lease_until > now()) as claimed
     from consensus_label where model_id = ? and state = 'REVIEW'`,
    [modelId, modelId],
  );
  return { modelId, waiting: row?.waiting ?? 0, claimed: row?.claimed ?? 0 };
}

/** Most uncertain first. */
export function waitingLabels(em: EntityManager, modelId: string, first: number): Promise<ConsensusLabel[]> {
  return em.find(ConsensusLabel, { model: modelId, state: 'REVIEW' }, { orderBy: { entropy: 'desc', id: 'asc' }, limit: first });
}
