import { idxImages, idxLabels } from '../../support/idx.ts';

const size = 28;

/** Discs (class 0) and rings (class 1) of different sizes and places on 28×28 pixels, by turns; no two alike. */
export function drawnDataset(count: number): { name: string; mimeType: string; buffer: Buffer }[] {
  const images = Array.from({ length: count }, (_, index) => drawn(index));
  const labels = images.map((_, index) => index % 2);
  const file = (name: string, bytes: Uint8Array) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });
  return [file('shapes-images-idx3-ubyte', idxImages(images, size, size)), file('shapes-labels-idx1-ubyte', idxLabels(labels))];
}

function drawn(index: number): Uint8Array {
  const radius = 4 + ((index * 0.61803) % 1) * 6;
  const x = 11 + ((index * 0.7549) % 1) * 6;
  const y = 11 + ((index * 0.5698) % 1) * 6;
  return Uint8Array.from({ length: size * size }, (_, pixel) => {
    const distance = Math.hypot((pixel % size) - x, Math.floor(pixel / size) - y);
    const covered = Math.min(1, Math.max(0, radius - distance + 0.5));
    const hole = index % 2 === 1 ? Math.min(1, Math.max(0, radius - 3 - distance + 0.5)) : 0;
    return Math.round(255 * Math.max(0, covered - hole));
  });
}
