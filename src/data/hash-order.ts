/**
 * Sorts sample positions by their hashes, then by `tie`. Hashes are spread evenly, so a counting sort by their first two
 * bytes leaves groups of a few, and the time grows linearly (measured: 0.03 s for 68,500, 0.5 s for a million).
 *
 * @param positions  sorted in place
 * @param hashes  `hashBytes` bytes per sample, by position
 */
export function sortByHash(positions: Uint32Array, hashes: Uint8Array, hashBytes: number, tie?: (a: number, b: number) => number): void {
  const starts = new Uint32Array(65_537);
  const groupOf = (position: number) => byteAt(hashes, position * hashBytes) * 256 + byteAt(hashes, position * hashBytes + 1);
  for (const position of positions) starts[groupOf(position) + 1]! += 1;
  for (let group = 0; group < 65_536; group += 1) starts[group + 1]! += starts[group]!;
  const next = starts.slice();
  const grouped = new Uint32Array(positions.length);
  for (const position of positions) {
    const group = groupOf(position);
    grouped[next[group]!] = position;
    next[group]! += 1;
  }
  const compare = (a: number, b: number) => compareHashes(hashes, hashBytes, a, b) || (tie?.(a, b) ?? 0);
  for (let group = 0; group < 65_536; group += 1) {
    const start = starts[group]!;
    const end = starts[group + 1]!;
    if (end - start > 1) grouped.subarray(start, end).sort(compare);
  }
  positions.set(grouped);
}

/** Calls `visit` with the bounds of each run of equal hashes among sorted positions. */
export function eachRun(sorted: Uint32Array, hashes: Uint8Array, hashBytes: number, visit: (start: number, end: number) => void): void {
  let start = 0;
  for (let end = 1; end <= sorted.length; end += 1) {
    if (end < sorted.length && compareHashes(hashes, hashBytes, sorted[start]!, sorted[end]!) === 0) continue;
    visit(start, end);
    start = end;
  }
}

function compareHashes(hashes: Uint8Array, hashBytes: number, a: number, b: number): number {
  for (let index = 0; index < hashBytes; index += 1) {
    const difference = byteAt(hashes, a * hashBytes + index) - byteAt(hashes, b * hashBytes + index);
    if (difference !== 0) return difference;
  }
  return 0;
}

const byteAt = (bytes: Uint8Array, index: number) => bytes[index] ?? 0;
