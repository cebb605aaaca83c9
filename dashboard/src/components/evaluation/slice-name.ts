import type { SliceFragment } from '../../gql/graphql';
import { metric, words } from '../../text/format';

/** What samples are parted by: a column's name, or what the source is called. */
export const slicingName = ({ source, column }: Pick<SliceFragment, 'source' | 'column'>): string => column ?? words(source);

/** Which part it is: a value, a range, or where the value is missing. */
export function sliceName({ source, value, low, high }: Pick<SliceFragment, 'source' | 'value' | 'low' | 'high'>): string {
  if (value !== null) return source === 'FINDING' ? words(value) : value === '' ? '(empty)' : value;
  if (low === null || high === null) return '(missing)';
  const shown = source === 'TIME' ? (seconds: number) => new Date(seconds * 1000).toLocaleDateString('en', { dateStyle: 'medium' }) : metric;
  return low === high ? shown(low) : `${shown(low)} to ${shown(high)}`;
}
