/** Files of an archive that are opened: the first, and the first few of each folder. */
const [TAKEN, TAKEN_OF_FOLDER, TAKEN_MOST] = [100, 3, 300];
/** Files whose names are looked at, and bytes that are passed over in archives that have no list of their files. */
const [NAMED, PASSED_BYTES] = [100_000, 256 * 2 ** 20];

/** Bounds what a preview looks at in archives: a few files of each folder are opened, of more only the names are counted. */
export class EntryLook {
  readonly #ofFolder = new Map<string, number>();
  #taken = 0;
  #named = 0;
  #passed = 0;

  /** Whether one more file is looked at, by its name at least. */
  goesOn(sizeBytes: number): boolean {
    this.#named += 1;
    this.#passed += sizeBytes;
    return this.#named <= NAMED && this.#passed <= PASSED_BYTES;
  }

  /** Whether this file is opened. */
  takes(path: string): boolean {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const ofFolder = this.#ofFolder.get(folder) ?? 0;
    if (this.#taken >= TAKEN_MOST || (this.#taken >= TAKEN && ofFolder >= TAKEN_OF_FOLDER)) return false;
    this.#ofFolder.set(folder, ofFolder + 1);
    this.#taken += 1;
    return true;
  }
}
