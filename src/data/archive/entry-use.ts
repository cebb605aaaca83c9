const read = new Set(['png', 'jpg', 'jpeg', 'jpe', 'webp']);
/** Images of other kinds are samples that cannot be read, not files to pass over in silence. */
const unread = new Set(['gif', 'bmp', 'tif', 'tiff', 'svg', 'heic', 'heif', 'avif', 'jp2', 'jxl', 'ppm', 'pgm', 'pbm', 'tga', 'ico', 'dcm']);

export type EntryUse = 'image' | 'skip';

/** Hidden files, `__MACOSX` and files that are no images by their ending (README, LICENSE, CSV, …) are passed over. */
export function entryUse(path: string): EntryUse {
  const segments = path.split('/');
  if (segments.some((segment) => segment.startsWith('.') || segment === '__MACOSX')) return 'skip';
  const ending = /\.([^.]+)$/.exec(segments.at(-1) ?? '')?.[1]?.toLowerCase();
  return ending !== undefined && (read.has(ending) || unread.has(ending)) ? 'image' : 'skip';
}
