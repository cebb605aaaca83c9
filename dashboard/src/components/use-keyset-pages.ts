import { useState } from 'react';

interface KeysetPages {
  readonly page: number;
  /** Variables of the list's query. */
  readonly variables: { readonly first: number; readonly after: string | null };
  /** Goes to a page one further or back; `endCursor` is the shown page's last. */
  go(page: number, endCursor: string | null): void;
}

/** Keyset paging keeps the cursors of the pages gone through, as a cursor leads on but not back. */
export function useKeysetPages(first: number): KeysetPages {
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  return {
    page: cursors.length - 1,
    variables: { first, after: cursors.at(-1) ?? null },
    go: (page, endCursor) => setCursors((known) => (page < known.length ? known.slice(0, page + 1) : [...known, endCursor])),
  };
}
