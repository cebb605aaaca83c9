/** A name as it stands in SQL. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** A text as it stands in SQL. */
export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** What JavaScript's `trim` takes off. */
const WHITE = '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

/** A text without white space around, of any kind, as `trim` gives it. DuckDB's own takes off no tabs and line ends. Few texts have any, and only those are worked on. */
export const trimmed = (text: string) => `(CASE WHEN regexp_matches(${text}, ${literal(`^[${WHITE}]|[${WHITE}]$`)}) THEN trim(${text}, ${literal(WHITE)}) ELSE ${text} END)`;

/** The sum of terms, in brackets by halves: DuckDB takes no more than 1,000 within each other, and a chain of them is such. */
export function sumOf(terms: readonly string[]): string {
  if (terms.length <= 2) return terms.join(' + ') || '0';
  const half = terms.length >> 1;
  return `(${sumOf(terms.slice(0, half))}) + (${sumOf(terms.slice(half))})`;
}
