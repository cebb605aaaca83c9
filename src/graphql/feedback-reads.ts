import type { EntityManager, FilterQuery } from '@mikro-orm/postgresql';
import type { Feedback, Rating } from '../domain/entities/feedback.ts';
import { ModelVersion } from '../domain/entities/model-version.ts';

export interface FeedbackFilter {
  readonly modelId?: string | null | undefined;
  readonly modelVersionId?: string | null | undefined;
  readonly kinds?: readonly FeedbackKind[] | null | undefined;
  readonly rating?: Rating | null | undefined;
  readonly subject?: string | null | undefined;
}
export type FeedbackKind = 'RATING' | 'SCORE' | 'SIGNAL' | 'CORRECTION' | 'PREFERENCE' | 'COMMENT';

const says: { readonly [K in FeedbackKind]: FilterQuery<Feedback> } = {
  RATING: { rating: { $ne: null } },
  SCORE: { score: { $ne: null } },
  SIGNAL: { signal: { $ne: null } },
  CORRECTION: { $or: [{ correctionLabel: { $ne: null } }, { correctionText: { $ne: null } }] },
  PREFERENCE: { overGeneration: { $ne: null } },
  COMMENT: { comment: { $ne: null } },
};

/** Versions of other projects' models have feedback of other projects, which the condition on the project leaves out. */
export async function feedbackWhere(em: EntityManager, projectId: string, { modelId, modelVersionId, kinds, rating, subject }: FeedbackFilter): Promise<FilterQuery<Feedback>> {
  const versions = modelId ? (await em.find(ModelVersion, { model: modelId, project: projectId }, { fields: ['id'] })).map(({ id }) => id) : undefined;
  return {
    $and: [
      { project: projectId },
      ...(versions ? [{ modelVersion: { $in: versions } }] : []),
      ...(modelVersionId ? [{ modelVersion: modelVersionId }] : []),
      ...(kinds && kinds.length > 0 ? [{ $or: kinds.map((kind) => says[kind]) }] : []),
      ...(rating ? [{ rating }] : []),
      ...(subject ? [{ subject }] : []),
    ],
  };
}
