/** Markers of JPEG (ITU-T T.81, table B.1). */
const [START, SCAN, APP1] = [0xd8, 0xda, 0xe1];
/** Frames by Huffman coding: baseline, extended, progressive. */
const frames = new Set([0xc0, 0xc1, 0xc2]);
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/**
 * Height and width of a JPEG that needs nothing but to be decoded: 8 bits, gray or three colours, and no APP1 segment, where rotation
 * tags stand. Undefined of all others. It spares a call of the image library for each picture, which takes a fifth of the time of small ones.
 */
export function plainJpegSize(bytes: Uint8Array): { readonly height: number; readonly width: number } | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== START) return undefined;
  let size: { height: number; width: number } | undefined;
  for (let at = 2; at + 9 < bytes.byteLength; ) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff || marker === APP1 || marker === 0xff) return undefined;
    if (marker === SCAN) return size;
    if (isFrame(marker)) {
      const components = bytes[at + 9];
      if (size !== undefined || !frames.has(marker) || bytes[at + 4] !== 8 || (components !== 1 && components !== 3)) return undefined;
      size = { height: twoBytes(bytes, at + 5), width: twoBytes(bytes, at + 7) };
    }
    at += 2 + Math.max(2, twoBytes(bytes, at + 2));
  }
  return undefined;
}

const twoBytes = (bytes: Uint8Array, at: number) => (bytes[at]! << 8) | bytes[at + 1]!;
