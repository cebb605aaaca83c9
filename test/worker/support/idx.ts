/** Files in MNIST's format, drawn from a seed. */
export interface IdxOptions {
  readonly count: number;
  readonly classes: number;
  readonly size: number;
}

/** Noise from a small generator (xorshift), so that no two images are equal; labels go round. */
export function drawIdx({ count, classes, size }: IdxOptions): { images: Buffer; labels: Buffer } {
  const images = Buffer.alloc(16 + count * size * size);
  const labels = Buffer.alloc(8 + count);
  [0x803, count, size, size].forEach((value, index) => images.writeUInt32BE(value, index * 4));
  [0x801, count].forEach((value, index) => labels.writeUInt32BE(value, index * 4));
  let state = 1;
  for (let index = 16; index < images.length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    images[index] = state;
  }
  for (let index = 0; index < count; index += 1) labels[8 + index] = index % classes;
  return { images, labels };
}
