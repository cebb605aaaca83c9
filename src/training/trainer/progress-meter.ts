import type { StoredProgress } from '../../domain/entities/training-run.ts';
import type { Progress } from '../../plugin/index.ts';

const WINDOW_MS = 30_000;
/** Between two marks; a plugin may tell a thousand steps a second. */
const MARK_EVERY_MS = 250;

/** A moment, and what was done by then in this attempt. */
interface Mark {
  readonly time: number;
  readonly step: number;
  readonly samples: number;
  readonly waitedMs: number;
}

/** How fast training goes, and how much of its time it waits for data, over the last 30 s of this attempt alone: neither a pause nor what an earlier one did counts. */
export class ProgressMeter {
  readonly #fromStep: number;
  readonly #now: () => number;
  #samples = 0;
  #waitedMs = 0;
  #marks: Mark[] = [];

  /** `fromStep`: 0, or the step of the checkpoint that this attempt goes on from. */
  constructor(fromStep: number, now: () => number = () => performance.now()) {
    this.#fromStep = fromStep;
    this.#now = now;
  }

  /**
   * A batch is handed to training, which waited for it. The first one starts the clock; model building and compiling before
   * it do not count, nor does its own wait.
   */
  countBatch(samples: number, waitedMs: number): void {
    if (this.#marks.length === 0) this.#marks.push({ time: this.#now(), step: this.#fromStep, samples: 0, waitedMs: 0 });
    else this.#waitedMs += waitedMs;
    this.#samples += samples;
  }

  measure(progress: Progress): StoredProgress {
    const { epoch, epochs, step, steps } = progress;
    const time = this.#now();
    if (time - (this.#marks.at(-1)?.time ?? -Infinity) >= MARK_EVERY_MS) this.#marks.push({ time, step, samples: this.#samples, waitedMs: this.#waitedMs });
    while (this.#marks.length > 2 && (this.#marks[1]?.time ?? time) < time - WINDOW_MS) this.#marks.shift();
    const first = this.#marks[0] ?? { time, step, samples: this.#samples, waitedMs: this.#waitedMs };
    const seconds = (time - first.time) / 1000;
    const samples = this.#samples - first.samples;
    return {
      epoch, epochs, step, steps,
      samplesPerSecond: seconds > 0 && samples > 0 ? samples / seconds : null,
      dataWaitShare: seconds > 0 && samples > 0 ? Math.min(1, (this.#waitedMs - first.waitedMs) / 1000 / seconds) : null,
      // By steps: an epoch's evaluation and pictures are part of the time that its steps take.
      secondsLeft: step > first.step ? ((steps - step) * seconds) / (step - first.step) : null,
    };
  }
}
