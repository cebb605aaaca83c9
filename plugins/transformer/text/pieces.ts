/** Longer runs are cut, so that encoding takes no more than a fixed time for each character. */
const LONGEST_RUN = 32;

/** A run of letters, of digits, of other characters or of spaces; the space before a run belongs to it. */
const PIECE = new RegExp([`[\\p{L}\\p{M}]{1,${LONGEST_RUN}}`, `\\p{N}{1,${LONGEST_RUN}}`, `[^\\p{L}\\p{M}\\p{N} ]{1,${LONGEST_RUN}}`].map((run) => ` ?${run}`).join('|') + '| ', 'gu');

/**
 * Cuts a text into the pieces that tokens do not reach across; joined they are a space and the text. The space in front
 * makes the first word the same as one within, and marks where words begin, as SentencePiece's ▁ does (Kudo & Richardson 2018).
 */
export function piecesOf(text: string): string[] {
  return ` ${text}`.match(PIECE) ?? [];
}

/** Adds the pieces of a text to their counts. */
export function countPieces(counts: Map<string, number>, text: string): void {
  for (const piece of piecesOf(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
}
