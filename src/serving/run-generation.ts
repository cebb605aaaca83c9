import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { claimGeneration, type ClaimedGeneration } from '../domain/generations/claim-generation.ts';
import { finishGeneration } from '../domain/generations/finish-generation.ts';
import { recordMade } from '../domain/generations/record-made.ts';
import type { JobQueue } from '../domain/ports.ts';
import type { Listener } from '../jobs/listen.ts';
import type { Logger } from '../logging.ts';
import type { GenerationTimes } from './protocol.ts';
import type { Serving } from './serving.ts';
import { NoLongerWanted, PromptRefused, ServingLost } from './serving-process.ts';
import { watchInterest } from './watch-interest.ts';

const TIME_LIMIT_MS = 120_000;
/** Deliveries of a job; beyond them its generation is taken to be what loses the workers. */
const MAX_DELIVERIES = 3;

export interface RunGenerationDeps {
  readonly em: EntityManager;
  readonly serving: Serving;
  readonly jobs: JobQueue;
  /** Hears the ids of what is canceled. */
  readonly listen: Pick<Listener, 'on'>;
  readonly logger: Logger;
  readonly timeLimitMs?: number;
  /** Whether the serving process has a GPU; not where absent. */
  readonly onGpu?: boolean;
}

export interface GenerationDelivery {
  readonly generationId: string;
  /** 1 at first. */
  readonly attempt: number;
  /** Aborted when the generation is to be left for another worker; then this rejects. */
  readonly signal: AbortSignal;
}

/** Makes a generation, piece by piece, and ends it SUCCEEDED or FAILED; one that is finished or canceled is left alone. */
export async function runGeneration(deps: RunGenerationDeps, { generationId, attempt, signal }: GenerationDelivery): Promise<void> {
  // Hears first, so that a cancellation right after the claim is not missed.
  using wanted = watchInterest(deps, generationId);
  const generation = await claimGeneration(deps.em.fork(), generationId, deps.onGpu);
  if (!generation) return;
  const fail = (message: string) => finishGeneration(deps.em.fork(), deps.jobs, generationId, { state: 'FAILED', message });
  if (attempt > MAX_DELIVERIES) return fail('The worker was lost each time this was tried. Try again, or with less.');
  const queuedMs = Date.now() - generation.createdAt.getTime();
  const limit = AbortSignal.timeout(deps.timeLimitMs ?? TIME_LIMIT_MS);
  try {
    const times = await makeTwice(deps, generation, AbortSignal.any([signal, limit, wanted.signal]));
    await finishGeneration(deps.em.fork(), deps.jobs, generationId, { state: 'SUCCEEDED' });
    deps.logger.info({ generationId, queuedMs, ...times }, 'generation made');
  } catch (error) {
    if (wanted.signal.aborted || error instanceof NoLongerWanted) return deps.logger.info({ generationId }, 'generation stopped: it was canceled');
    if (signal.aborted) throw error;
    const failure = explain(deps, generationId, error, limit.aborted);
    return fail(failure);
  }
}

/** Why it could not be made, for the person who asked; what is not for them goes to the log. */
function explain({ logger, timeLimitMs = TIME_LIMIT_MS }: RunGenerationDeps, generationId: string, error: unknown, isLate: boolean): string {
  if (error instanceof PromptRefused) return error.message;
  if (isLate) return `This took longer than ${timeLimitMs / 1000} seconds. Ask for less at a time.`;
  if (error instanceof ServingLost) {
    logger.error({ err: error, generationId }, 'the serving process was lost twice');
    return 'The process that makes generations ended twice while it made this, perhaps for want of memory. Ask for less at a time.';
  }
  const reference = randomUUID().slice(0, 8);
  logger.error({ err: error, generationId, reference }, 'generation failed');
  return `The model could not make this, by a fault of the server or the plugin. Reference ${reference}.`;
}

/** A crash may have been another generation's doing, so there is one more try, on a fresh process. */
async function makeTwice(deps: RunGenerationDeps, generation: ClaimedGeneration, signal: AbortSignal): Promise<GenerationTimes> {
  const make = (from: ClaimedGeneration) => deps.serving.generate(from, (made) => recordMade(deps.em.fork(), generation.id, made), signal);
  try {
    return await make(generation);
  } catch (error) {
    if (!(error instanceof ServingLost) || signal.aborted) throw error;
    deps.logger.warn({ err: error, generationId: generation.id }, 'the serving process was lost; one more try');
    const left = await claimGeneration(deps.em.fork(), generation.id, deps.onGpu);
    if (!left) throw new NoLongerWanted('The generation was ended elsewhere.');
    return make(left);
  }
}
