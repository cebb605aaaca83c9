import sharp from 'sharp';

/** Puts pictures of one size side by side, `columns` in a row, enlarged; writes a PNG. */
export async function writePictureGrid(pictures: readonly Buffer[], columns: number, enlarge: number, path: string): Promise<void> {
  const { width = 0, height = 0 } = await sharp(pictures[0]).metadata();
  const tiles = await Promise.all(pictures.map((picture) => sharp(picture).resize(width * enlarge, height * enlarge, { kernel: 'nearest' }).png().toBuffer()));
  const rows = Math.ceil(pictures.length / columns);
  await sharp({ create: { width: columns * width * enlarge, height: rows * height * enlarge, channels: 3, background: 'black' } })
    .composite(tiles.map((input, index) => ({ input, left: (index % columns) * width * enlarge, top: Math.floor(index / columns) * height * enlarge })))
    .png()
    .toFile(path);
}
