/** An IDX file (http://yann.lecun.com/exdb/mnist). */
export function idxFile({ type = 0x08, dimensions, bytes }: { type?: number; dimensions: readonly number[]; bytes: Uint8Array }): Uint8Array {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header[2] = type;
  header[3] = dimensions.length;
  dimensions.forEach((dimension, index) => header.writeUInt32BE(dimension, 4 + 4 * index));
  return Buffer.concat([header, bytes]);
}

/** Images as an IDX file; all have height × width pixels. */
export const idxImages = (images: readonly Uint8Array[], height: number, width: number) => idxFile({ dimensions: [images.length, height, width], bytes: Buffer.concat(images) });

export const idxLabels = (labels: readonly number[]) => idxFile({ dimensions: [labels.length], bytes: Uint8Array.from(labels) });
