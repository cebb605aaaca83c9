import type { EntityManager } from '@mikro-orm/postgresql';
import type { Caller } from '../caller.ts';
import { Fault } from '../fault.ts';
import type { GiveFeedbackInput } from './check-feedback.ts';
import { countFeedback, type FitDraft } from './count-feedback.ts';
import { draftFeedback, type FeedbackDraft, type FeedbackOutcome } from './feedback-draft.ts';
import { knownByKey, pointKeys, takeKeys } from './feedback-keys.ts';
import { erasedFaults } from '../privacy/erased-subjects.ts';
import { type FeedbackSettings, settingsOf } from './feedback-settings.ts';
import type { KeyRates } from './key-rates.ts';
import { generationFault, outputFaults, ratedGenerations } from './rated-generations.ts';
import { subjectFaults } from './subject-limits.ts';

/**
 * Stores feedback, in the caller's transaction: what came of each, in the order given. A fault of one leaves the others alone. What
 * was stored under its idempotency key before, or says the same as its subject's newest on that output, is told as repeated.
 * Costs twelve statements, however many there are (1,000: about 60 ms).
 */
export async function storeFeedback(tx: EntityManager, caller: Caller, rates: KeyRates, inputs: readonly GiveFeedbackInput[]): Promise<FeedbackOutcome[]> {
  const outcomes = new Map<number, FeedbackOutcome>();
  const settle = (found: ReadonlyMap<number, FeedbackOutcome>) => found.forEach((outcome, index) => outcomes.set(index, outcome));
  const drafts = inputs.map(draftFeedback).flatMap((draft, index) => (draft instanceof Fault ? (outcomes.set(index, draft), []) : draft));
  settle(await knownByKey(tx, caller.projectId, drafts));
  const fit = await fitDrafts(tx, caller, drafts.filter(({ index }) => !outcomes.has(index)), settle);
  settle(await limitFaults(tx, caller, rates, fit));
  const allowed = fit.filter(({ index }) => !outcomes.has(index));
  const taken = await takeKeys(tx, caller.projectId, allowed);
  const fresh = allowed.filter(({ index }) => !taken.has(index));
  const same = await countFeedback(tx, caller.projectId, fresh);
  await insert(tx, caller, fresh.filter(({ id }) => !same.has(id)));
  await pointKeys(tx, caller.projectId, fresh.flatMap(({ id, key }) => (key && same.has(id) ? [{ key: key.key, id: same.get(id) ?? id }] : [])));
  // By a call at the same time, or earlier in this one.
  if (taken.size > 0) settle(await knownByKey(tx, caller.projectId, allowed.filter(({ index }) => taken.has(index))));
  for (const { index, id } of fresh) outcomes.set(index, { id: same.get(id) ?? id, repeated: same.has(id) });
  rates.took(caller.apiKeyId, fresh.length - same.size);
  return inputs.map((_, index) => outcomes.get(index) ?? lost());
}

type Settle = (found: ReadonlyMap<number, FeedbackOutcome>) => void;

/** Those whose generations and outputs there are, and whose subjects were not erased. */
async function fitDrafts(tx: EntityManager, caller: Caller, drafts: readonly FeedbackDraft[], settle: Settle): Promise<FitDraft[]> {
  if (drafts.length === 0) return [];
  const generations = await ratedGenerations(tx, caller.projectId, drafts);
  const faults = new Map<number, Fault>();
  const known = drafts.flatMap((draft): FitDraft[] => {
    const fault = generationFault(draft, generations);
    const generation = generations.get(draft.generationId);
    if (fault) faults.set(draft.index, fault);
    if (fault || !generation) return [];
    return [{ ...draft, generation, subject: draft.subject ?? generation.subject, overModelVersionId: generations.get(draft.content.overGenerationId ?? '')?.modelVersionId ?? null }];
  });
  for (const [index, fault] of await outputFaults(tx, known)) faults.set(index, fault);
  const erased = await erasedFaults(tx, caller.projectId, known.map(({ subject }) => ({ subject, path: ['subject'] })));
  for (const [place, fault] of erased) faults.set(known[place]?.index ?? -1, fault);
  settle(faults);
  return known.filter(({ index }) => !faults.has(index));
}

/** Those of subjects and keys that give more than the project takes. */
async function limitFaults(tx: EntityManager, caller: Caller, rates: KeyRates, drafts: readonly FitDraft[]): Promise<Map<number, Fault>> {
  if (drafts.length === 0) return new Map();
  const [project] = await tx.execute<{ feedback_settings: Partial<FeedbackSettings> | null }[]>('select feedback_settings from project where id = ?', [caller.projectId]);
  const { perSubjectPerHour, perKeyPerMinute } = settingsOf(project?.feedback_settings);
  const faults = await subjectFaults(tx, caller.projectId, drafts, perSubjectPerHour);
  const { left, fault } = await rates.allowance(tx, caller.apiKeyId, perKeyPerMinute);
  for (const { index } of drafts.filter(({ index }) => !faults.has(index)).slice(left)) faults.set(index, await fault());
  return faults;
}

async function insert(tx: EntityManager, { projectId, apiKeyId }: Caller, drafts: readonly FitDraft[]): Promise<void> {
  if (drafts.length === 0) return;
  const rows = drafts.map(({ id, generationId, subject, content, generation }) => ({ id, generationId, modelVersionId: generation.modelVersionId, subject, ...content }));
  await tx.execute(
    `insert into feedback (id, project_id, api_key_id, generation_id, model_version_id, output, rating, score, signal, correction_label, correction_text, over_generation_id, over_output,
       comment, subject, locale, metadata, created_at)
     select id, ?::uuid, ?::uuid, "generationId", "modelVersionId", output, rating, score, signal, "correctionLabel", "correctionText", "overGenerationId", "overOutput",
       comment, subject, locale, nullif(metadata, 'null'), now()
     from jsonb_to_recordset(?::jsonb) as r (id uuid, "generationId" uuid, "modelVersionId" uuid, output int, rating text, score double precision, signal text, "correctionLabel" text,
       "correctionText" text, "overGenerationId" uuid, "overOutput" int, comment text, subject text, locale text, metadata jsonb)`,
    [projectId, apiKeyId, JSON.stringify(rows)],
  );
}

function lost(): never {
  throw new Error('Feedback came to nothing.');
}
