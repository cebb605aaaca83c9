import { DamagedVersion } from '../../data/layout/version-reader.ts';
import type { AnyPlugin, TrainEvent } from '../../plugin/index.ts';
import { failureSentence, TrainingFailure } from './failure.ts';
import { LeakMeter } from './leak-meter.ts';

export interface PluginWatchOptions {
  readonly plugin: AnyPlugin;
  readonly countTensors: () => number;
  /** A plugin that tells nothing for so long is spoken of, in milliseconds. */
  readonly quietAfter: number;
  readonly warn: (sentence: string) => void;
}

/** Knows whose algorithm runs and where it stands, and looks whether it behaves: goes on at all, and keeps no tensors behind. */
export class PluginWatch {
  readonly #options: PluginWatchOptions;
  readonly #name: string;
  readonly #leaks = new LeakMeter();
  readonly #quiet: NodeJS.Timeout;
  #step = 0;

  constructor(options: PluginWatchOptions) {
    const { key, version } = options.plugin;
    this.#options = options;
    this.#name = `Plugin ${JSON.stringify(key)} ${version}`;
    this.#quiet = setTimeout(() => this.#speakOfQuiet(), options.quietAfter);
    this.#quiet.unref();
  }

  see(event: TrainEvent): void {
    this.#quiet.refresh();
    if (event.type !== 'metrics') return;
    this.#step = event.step;
    const leak = this.#leaks.see(event.step, this.#options.countTensors());
    if (leak === undefined) return;
    this.#options.warn(`${this.#name} leaves tensors behind: ${leak.tensorsPerStep.toFixed(1)} with each step, ${leak.tensors} by step ${event.step}. Its step should compute within tf.tidy, or dispose what it makes; else memory runs out.`);
  }

  /** An error that the plugin threw, with its name and the place; one of the data that it reads as it is. */
  failure(error: unknown, place = this.#place()): Error {
    if (error instanceof TrainingFailure || error instanceof DamagedVersion) return error;
    return new TrainingFailure(`${this.#name} failed ${place}: ${failureSentence(error)}`, { cause: error });
  }

  /** Its events, each seen as it passes. */
  async *over(events: AsyncGenerator<TrainEvent, void, void>): AsyncGenerator<TrainEvent, void, void> {
    try {
      for await (const event of events) {
        this.see(event);
        yield event;
      }
    } catch (error) {
      throw this.failure(error);
    } finally {
      this.close();
    }
  }

  close(): void {
    clearTimeout(this.#quiet);
  }

  #place(): string {
    return this.#step === 0 ? 'before its first metrics' : `after step ${this.#step}`;
  }

  #speakOfQuiet(): void {
    const { warn, quietAfter } = this.#options;
    warn(`${this.#name} has told nothing for ${Math.round(quietAfter / 1000)} s, ${this.#place()}. It may be at work on something long, or wait for what never comes: cancel the run where it should be further. Its train should yield metrics more often.`);
  }
}
