/** An image of an archive that may be shown. */
export interface Candidate {
  readonly source: number;
  /** Number of its folder. */
  readonly folder: number;
  readonly path: string;
  readonly place: number;
  readonly bytes: Uint8Array;
  readonly height: number;
  readonly width: number;
}

export const SHOWN = 10;
/** Images that are held until it is known which are shown, and their bytes. */
const [HELD, HELD_BYTES] = [40, 64 * 2 ** 20];

/** Chooses ten images of as many folders as there are: the first of each, then the second of each, and so on. */
export class Candidates {
  readonly #folders = new Map<number, Candidate[]>();
  #held = 0;
  #bytes = 0;

  offer(candidate: Candidate): void {
    const held = this.#folders.get(candidate.folder) ?? [];
    // The last places are for folders that are met late.
    const most = held.length === 0 ? HELD : HELD - SHOWN;
    if (held.length >= SHOWN || this.#held >= most || this.#bytes + candidate.bytes.byteLength > HELD_BYTES) return;
    held.push(candidate);
    this.#folders.set(candidate.folder, held);
    this.#held += 1;
    this.#bytes += candidate.bytes.byteLength;
  }

  get chosen(): Candidate[] {
    const folders = [...this.#folders.values()];
    const inTurn = Array.from({ length: SHOWN }, (_, turn) => folders.flatMap((held) => held[turn] ?? []));
    return inTurn.flat().slice(0, SHOWN);
  }
}
