/** A file in an archive, met while reading through it. */
export interface ArchiveFile {
  /** Checked: relative, without `..`; segments joined by `/`. */
  readonly path: string;
  /** Number of the entry, counted from 0. */
  readonly place: number;
  readonly sizeBytes: number;
  /** Only before the next file is asked for. */
  read(): Promise<Uint8Array>;
}
