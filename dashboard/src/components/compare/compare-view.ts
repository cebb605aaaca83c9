import type { SampleChange } from '../../gql/graphql';

/** Which differences between two versions are looked at; all of it stands in the address. */
export interface CompareView {
  /** Id of the other version; null: the parent, or the one before. */
  readonly other: string | null;
  /** Null: the first kind of which there is any. */
  readonly change: SampleChange | null;
  /** Cursor that the page comes after, or before. */
  readonly after: string | null;
  readonly before: string | null;
}

export const sampleChanges: readonly SampleChange[] = ['RELABELLED', 'MOVED', 'ADDED', 'REMOVED'];

export function compareViewOf(params: URLSearchParams): CompareView {
  const change = params.get('change');
  return { other: params.get('with'), change: sampleChanges.find((known) => known === change) ?? null, after: params.get('after'), before: params.get('before') };
}

/** The address's query of a view, without what is not set. */
export function compareQueryOf({ other, ...rest }: Partial<CompareView>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ with: other, ...rest })) if (value) params.set(name, value);
  return params.toString();
}
