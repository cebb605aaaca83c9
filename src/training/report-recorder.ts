import type { MikroORM } from '@mikro-orm/postgresql';
import type { Claim } from '../domain/training-runs/claim.ts';
import { recordTrainingReports } from '../domain/training-runs/record-training-reports.ts';
import type { TrainerReport } from '../domain/training-runs/trainer-report.ts';
import type { BlobStore } from '../store/blob-store.ts';

export interface ReportRecorderOptions {
  readonly orm: MikroORM;
  readonly store: BlobStore;
  readonly claim: Claim;
  readonly storeEvery: number;
  readonly onStored: (count: number) => void;
  /** Called once; nothing is stored after it. */
  readonly onError: (error: unknown) => void;
}

/** Collects reports and stores them in order: one transaction at a time, at most one each 250 ms. */
export class ReportRecorder {
  readonly #options: ReportRecorderOptions;
  #waiting: TrainerReport[] = [];
  #storing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastStored = 0;
  #failed = false;

  constructor(options: ReportRecorderOptions) {
    this.#options = options;
  }

  add(reports: readonly TrainerReport[]): void {
    this.#waiting.push(...reports);
    this.#schedule();
  }

  /** Stores what is left. Resolves also where that failed: `onError` has told. */
  async drain(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#storing || (this.#waiting.length > 0 && !this.#failed)) {
      this.#storing ??= this.#store();
      await this.#storing;
    }
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#storing || this.#timer || this.#failed || this.#waiting.length === 0) return;
    const wait = Math.max(0, this.#lastStored + this.#options.storeEvery - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#storing ??= this.#store();
    }, wait);
  }

  async #store(): Promise<void> {
    const { orm, store, claim, onStored, onError } = this.#options;
    const batch = this.#waiting;
    this.#waiting = [];
    this.#lastStored = performance.now();
    try {
      const { removable } = await recordTrainingReports(orm.em.fork(), claim, batch);
      onStored(batch.length);
      // The rows are gone; a file that stays behind by a crash goes with the run's other files at its end.
      for (const key of removable) await store.remove(key);
    } catch (error) {
      this.#failed = true;
      onError(error);
    } finally {
      this.#storing = undefined;
    }
    this.#schedule();
  }
}
