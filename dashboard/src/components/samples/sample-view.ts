import type { QualityCheck, SampleFilterInput, SampleVersionFragment, Split } from '../../gql/graphql';

/** What of a version is looked at; all of it stands in the address, so that it can be shared. */
export interface SampleView {
  readonly split: Split | null;
  readonly label: string | null;
  readonly unlabelled: boolean;
  readonly check: QualityCheck | null;
  readonly contains: string | null;
  readonly subject: string | null;
  /** Cursor that the page comes after, or before. */
  readonly after: string | null;
  readonly before: string | null;
  /** Position of the sample that is open. */
  readonly sample: number | null;
}

export type SampleFilters = Pick<SampleView, 'split' | 'label' | 'unlabelled' | 'check' | 'contains' | 'subject'>;

export const noFilters: SampleFilters = { split: null, label: null, unlabelled: false, check: null, contains: null, subject: null };
export const firstPage = { after: null, before: null } as const;

export function viewOf(params: URLSearchParams, { splits, quality }: SampleVersionFragment): SampleView {
  const position = params.get('sample');
  return {
    split: splits.find(({ split }) => split === params.get('split'))?.split ?? null,
    check: quality?.findings.find(({ check }) => check === params.get('check'))?.check ?? null,
    label: params.get('class'),
    unlabelled: params.has('unlabelled'),
    contains: params.get('contains'),
    subject: params.get('subject'),
    after: params.get('after'),
    before: params.get('before'),
    sample: position !== null && /^\d{1,9}$/.test(position) ? Number(position) : null,
  };
}

/** The address's query of a view, without what is not set. */
export function queryOf({ label, unlabelled, sample, ...rest }: Partial<SampleView>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...rest, class: label })) if (value) params.set(name, value);
  if (unlabelled) params.set('unlabelled', '');
  if (sample !== null && sample !== undefined) params.set('sample', String(sample));
  return params.toString();
}

export function filterOf({ split, label, unlabelled, check, contains, subject }: SampleFilters): SampleFilterInput {
  return { split, label: unlabelled ? null : label, unlabelled: unlabelled ? true : null, check, contains, subject };
}
