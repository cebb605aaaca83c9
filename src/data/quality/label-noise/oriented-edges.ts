/** Images are looked at in this size, whatever theirs is. */
const SIDE = 28;
const CELLS = 7;
const DIRECTIONS = 8;

/**
 * What an image looks like, in few numbers: how strong its edges are in each of 8 directions in each of 7 × 7 cells (Dalal &
 * Triggs 2005), and how bright each cell is in each channel. Divided by their length, so that contrast plays no part in the edges.
 */
export class OrientedEdges {
  readonly features: number;
  readonly #height: number;
  readonly #width: number;
  readonly #channels: number;
  readonly #gray = new Float64Array(SIDE * SIDE);

  constructor({ height, width, channels }: { readonly height: number; readonly width: number; readonly channels: number }) {
    [this.#height, this.#width, this.#channels] = [height, width, channels];
    this.features = CELLS * CELLS * (DIRECTIONS + channels);
  }

  /** @param pixels  height × width × channels bytes from `from` on */
  measure(pixels: Uint8Array, from: number, target: Float32Array, at: number): void {
    target.fill(0, at, at + this.features);
    this.#shrink(pixels, from, target, at + CELLS * CELLS * DIRECTIONS);
    const gray = this.#gray;
    for (let y = 0; y < SIDE; y += 1) {
      for (let x = 0; x < SIDE; x += 1) {
        const here = y * SIDE + x;
        const dx = gray[x === SIDE - 1 ? here : here + 1]! - gray[x === 0 ? here : here - 1]!;
        const dy = gray[y === SIDE - 1 ? here : here + SIDE]! - gray[y === 0 ? here : here - SIDE]!;
        if (dx !== 0 || dy !== 0) this.#vote(x, y, Math.sqrt(dx * dx + dy * dy), Math.atan2(dy, dx), target, at);
      }
    }
    let square = 0;
    for (let k = at; k < at + CELLS * CELLS * DIRECTIONS; k += 1) square += target[k]! * target[k]!;
    const by = square === 0 ? 0 : 1 / Math.sqrt(square);
    // Square roots tell weak edges from none (Arandjelović & Zisserman 2012).
    for (let k = at; k < at + CELLS * CELLS * DIRECTIONS; k += 1) target[k] = Math.sqrt(target[k]! * by);
  }

  /** Shares an edge among the four nearest cells and the two nearest directions. */
  #vote(x: number, y: number, strength: number, angle: number, target: Float32Array, at: number): void {
    const size = SIDE / CELLS;
    const turn = (angle / (2 * Math.PI) + 1) * DIRECTIONS;
    const first = Math.floor(turn);
    const toSecond = turn - first;
    const [column, row] = [(x + 0.5) / size - 0.5, (y + 0.5) / size - 0.5];
    const [left, top] = [Math.floor(column), Math.floor(row)];
    for (let cell = 0; cell < 4; cell += 1) {
      const [cx, cy] = [left + (cell & 1), top + (cell >> 1)];
      if (cx < 0 || cy < 0 || cx >= CELLS || cy >= CELLS) continue;
      const weight = strength * (1 - Math.abs(column - cx)) * (1 - Math.abs(row - cy));
      const place = at + (cy * CELLS + cx) * DIRECTIONS;
      target[place + (first % DIRECTIONS)]! += weight * (1 - toSecond);
      target[place + ((first + 1) % DIRECTIONS)]! += weight * toSecond;
    }
  }

  /** Mean brightness in SIDE × SIDE fields, all channels together, and in cells, by channel, 0 to 1. */
  #shrink(pixels: Uint8Array, from: number, target: Float32Array, at: number): void {
    const [height, width, channels] = [this.#height, this.#width, this.#channels];
    const size = SIDE / CELLS;
    for (let y = 0; y < SIDE; y += 1) {
      const [top, bottom] = [Math.floor((y * height) / SIDE), Math.max(Math.floor((y * height) / SIDE) + 1, Math.floor(((y + 1) * height) / SIDE))];
      for (let x = 0; x < SIDE; x += 1) {
        const [left, right] = [Math.floor((x * width) / SIDE), Math.max(Math.floor((x * width) / SIDE) + 1, Math.floor(((x + 1) * width) / SIDE))];
        const share = 1 / ((bottom - top) * (right - left));
        const cell = at + (Math.floor(y / size) * CELLS + Math.floor(x / size)) * channels;
        let sum = 0;
        for (let channel = 0; channel < channels; channel += 1) {
          let inField = 0;
          for (let row = top; row < bottom; row += 1) for (let column = left; column < right; column += 1) inField += pixels[from + (row * width + column) * channels + channel]!;
          target[cell + channel]! += (inField * share) / 255 / (size * size);
          sum += inField;
        }
        this.#gray[y * SIDE + x] = (sum * share) / channels / 255;
      }
    }
  }
}
