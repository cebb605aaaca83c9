/** A file in an archive, met while reading through it. */
export interface ArchiveFile {
  /** Checked: relative, without `..`; segments joined by `/`. */
  readonly path: string;
  /** Number of the entry, counted from 0. */
  readonly place: number;
  readonly sizeBytes: number;
  /** The whole of it. Only before the next file is asked for. */
  read(): Promise<Uint8Array>;
  /** Piece by piece, for files that are large; once, in place of `read`, and before the next file is asked for. */
  stream(): AsyncIterable<Uint8Array>;
}
