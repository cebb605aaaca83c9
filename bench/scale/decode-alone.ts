import sharp from 'sharp';
import { type Spent, spentOn } from './spent.ts';

/** Decoded at once: as many as the library's threads have to wait for. */
const AT_ONCE = 16;

/** What the image library alone takes to decode pictures that are in memory, several at a time. */
export function decodeAlone(pictures: readonly Uint8Array[]): Promise<Spent> {
  return spentOn(async () => {
    for (let index = 0; index < pictures.length; index += AT_ONCE) {
      await Promise.all(pictures.slice(index, index + AT_ONCE).map((bytes) => sharp(bytes).raw().toBuffer()));
    }
  });
}
