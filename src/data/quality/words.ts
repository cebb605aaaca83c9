/** Hashes (32 bits, never 0) of the words of a text: runs of letters, digits and apostrophes in any script, in small letters (FNV-1a). */
export function* wordsOf(text: string): Generator<number> {
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}']+/gu)) yield hashOf(word);
}

export function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index += 1) hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193);
  return hash >>> 0 || 1;
}
