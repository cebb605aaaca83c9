/** The text without what does not matter for likeness: small letters, and one space for whatever is no letter, mark or digit. */
export const plainText = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim();

const BASE = 0x01000193;

/** Hashes (32 bits) of all runs of `length` characters; of a shorter text, of it all. Time and memory grow with the text: 4 bytes a character. */
export function shinglesOf(plain: string, length: number): Uint32Array {
  const width = Math.min(length, plain.length);
  const hashes = new Uint32Array(plain.length - width + 1);
  let out = 1;
  for (let count = 0; count < width; count += 1) out = Math.imul(out, BASE);
  let hash = 0;
  for (let index = 0; index < plain.length; index += 1) {
    hash = (Math.imul(hash, BASE) + plain.charCodeAt(index)) | 0;
    if (index >= width) hash = (hash - Math.imul(plain.charCodeAt(index - width), out)) | 0;
    if (index >= width - 1) hashes[index - width + 1] = mixed(hash);
  }
  return hashes;
}

/** The same, each once, in ascending order, as they are compared. */
export function shingleSet(plain: string, length: number): Uint32Array {
  const hashes = shinglesOf(plain, length).sort();
  let kept = 0;
  for (let index = 0; index < hashes.length; index += 1) {
    if (index > 0 && hashes[index] === hashes[index - 1]) continue;
    hashes[kept] = hashes[index]!;
    kept += 1;
  }
  return hashes.subarray(0, kept);
}

/** What both hold, of what either holds: 0 to 1. Both ascend. */
export function jaccard(one: Uint32Array, other: Uint32Array): number {
  let [common, a, b] = [0, 0, 0];
  while (a < one.length && b < other.length) {
    const difference = one[a]! - other[b]!;
    if (difference === 0) common += 1;
    if (difference <= 0) a += 1;
    if (difference >= 0) b += 1;
  }
  return common / (one.length + other.length - common);
}

/** A number whose bits each depend on all bits of the given one (Appleby's MurmurHash3, its last step). */
export function mixed(hash: number): number {
  let value = hash;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
