import type { EntityManager } from '@mikro-orm/postgresql';
import type { DecisionNumber } from '../decision-number.ts';
import { DataStudy, type DataStudyKind } from '../entities/data-study.ts';
import { Evaluation } from '../entities/evaluation.ts';
import { ModelAlias } from '../entities/model-alias.ts';
import { ModelVersion } from '../entities/model-version.ts';
import { PRODUCTION } from '../models/move-alias.ts';
import { type Evidence, suggestions } from './rank-suggestions.ts';

export type SuggestionKind = 'CLASS' | 'SOURCE' | 'AGREEMENT';

/** Something to collect, or to settle before collecting. */
export interface Suggestion {
  readonly kind: SuggestionKind;
  /** The class, or the source. */
  readonly name: string;
  /** In words. */
  readonly reason: string;
  /** What 1,000 more samples are expected to improve the first metric by; null where nothing was measured that tells. */
  readonly gain: number | null;
  readonly numbers: readonly DecisionNumber[];
}

/** The newest study of a kind that SUCCEEDED. */
export const newestStudy = (em: EntityManager, modelId: string, kind: DataStudyKind): Promise<DataStudy | null> =>
  em.findOne(DataStudy, { model: modelId, kind, state: 'SUCCEEDED' }, { orderBy: { id: 'desc' } });

/** What to collect next for a model, by all that was measured of it: the most worthwhile first. */
export async function collectNext(em: EntityManager, modelId: string): Promise<Suggestion[]> {
  const [curve, sources] = [(await newestStudy(em, modelId, 'LEARNING_CURVE'))?.result, (await newestStudy(em, modelId, 'SOURCE_VALUES'))?.result];
  const evidence: Evidence = {
    result: (await newestEvaluation(em, modelId))?.result ?? null,
    curve: curve?.kind === 'LEARNING_CURVE' ? curve : null,
    sources: sources?.kind === 'SOURCE_VALUES' ? sources : null,
    agreement: await agreementOfClasses(em, modelId),
  };
  return suggestions(evidence);
}

/** Of what is in production, else of the newest version that was measured. */
async function newestEvaluation(em: EntityManager, modelId: string): Promise<Evaluation | null> {
  const alias = await em.findOne(ModelAlias, { model: modelId, alias: PRODUCTION });
  const newest = (versions: readonly string[]) => em.findOne(Evaluation, { modelVersion: { $in: versions }, state: 'SUCCEEDED' }, { orderBy: { id: 'desc' } });
  const found = alias && (await newest([alias.modelVersion.id]));
  if (found) return found;
  const versions = await em.find(ModelVersion, { model: modelId }, { fields: ['id'], orderBy: { number: 'desc' }, limit: 100 });
  return newest(versions.map(({ id }) => id));
}

/** How far people who were asked the same agree, by the class that won. */
async function agreementOfClasses(em: EntityManager, modelId: string): Promise<Evidence['agreement']> {
  const rows = await em.execute<{ label: string; prompts: number; agreement: number | string }[]>(
    `select label, count(*)::int as prompts, sum(agreeing)::float8 / sum(answers) as agreement from consensus_label
      where model_id = ? and kind = 'CLASS' and label is not null and answers > 1 group by label`,
    [modelId],
  );
  return new Map(rows.map(({ label, prompts, agreement }) => [label, { prompts, agreement: Number(agreement) }]));
}
