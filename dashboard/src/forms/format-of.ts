import type { DataFormat } from '../gql/graphql';

/** The format that files' names speak for: archives end in zip or tar, the rest is MNIST's. */
export const formatOf = (names: readonly string[]): DataFormat =>
  names.length > 0 && names.every((name) => /\.(zip|tar|tgz|tar\.gz)$/i.test(name)) ? 'IMAGE_ARCHIVE' : 'IDX';
