import type { OpenedVersion } from './open-version.ts';

/** Names of the columns of the view `samples` that people write: texts, and categories of tables. */
export function textColumns({ description, content }: Pick<OpenedVersion, 'description' | 'content'>): string[] {
  if (description.kind === 'TEXT' || description.kind === 'TEXT_PAIR') return [...content];
  if (description.kind === 'TABULAR') return content.filter((_, index) => description.columns[index]?.type === 'CATEGORY');
  return [];
}
