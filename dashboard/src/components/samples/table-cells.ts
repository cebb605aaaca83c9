import type { SampleContentFragment, SampleVersionFragment } from '../../gql/graphql';

export type Cell = string | number | null;

export interface TableColumn {
  readonly name: string;
  readonly isNumber: boolean;
}

/** What samples of a table or of interactions have, in its order. */
export function columnsOf({ content }: Pick<SampleVersionFragment, 'content'>): TableColumn[] {
  if (content?.__typename === 'TabularContent') return content.columns.map(({ name, type }) => ({ name, isNumber: type === 'NUMBER' }));
  return content?.__typename === 'InteractionContent' ? [{ name: 'User', isNumber: false }, { name: 'Item', isNumber: false }, { name: 'Value', isNumber: true }, { name: 'Time', isNumber: false }] : [];
}

/** The values of a sample by column, in their order. */
export function cellsOf(content: SampleContentFragment): Map<string, Cell> {
  if (content.__typename === 'InteractionSample') {
    const { user, item, value, time } = content;
    return new Map<string, Cell>([['User', user], ['Item', item], ['Value', value], ['Time', time === null ? null : new Date(time).toLocaleString()]]);
  }
  if (content.__typename !== 'RowSample' || typeof content.values !== 'object' || content.values === null) return new Map();
  return new Map(Object.entries(content.values).map(([name, value]) => [name, typeof value === 'number' || typeof value === 'string' ? value : null]));
}

const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 6, useGrouping: false });
const precise = new Intl.NumberFormat('en', { maximumSignificantDigits: 15, useGrouping: false });

/** As many digits as can be compared in a column. */
export const shortCell = (value: string | number): string => (typeof value === 'number' ? short.format(value) : value);
export const shownCell = (value: string | number): string => (typeof value === 'number' ? precise.format(value) : value);
