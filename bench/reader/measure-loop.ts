import type { Dataset } from 'flywheel/plugin';

export interface LoopTimes {
  readonly batchesPerSecond: number;
  /** Until the first batch of an epoch is there. */
  readonly firstMs: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Of the whole time, how much went by waiting; 0 to 1. First batches of epochs count. */
  readonly share: number;
}

/** Takes batches as a training loop does, with steps that keep the thread busy for `stepMs`. The first epoch's first batch only starts the clock. */
export async function measureLoop(data: Dataset, size: number, stepMs: number, steps: number): Promise<LoopTimes> {
  const gaps: number[] = [];
  const firsts: number[] = [];
  let started = 0;
  for (let epoch = 0; gaps.length + firsts.length <= steps; epoch += 1) {
    let asked = performance.now();
    let first = true;
    for await (const _batch of data.batches({ split: 'TRAIN', size, shuffle: { seed: 1, epoch } })) {
      const now = performance.now();
      if (first) firsts.push(now - asked);
      else gaps.push(now - asked);
      first = false;
      if (started === 0) started = now;
      while (performance.now() < now + stepMs); // a step of TensorFlow does not let the event loop turn
      if (gaps.length + firsts.length > steps) break;
      asked = performance.now();
    }
  }
  const wholeMs = performance.now() - started;
  const waitedMs = [...gaps, ...firsts.slice(1)].reduce((sum, gap) => sum + gap, 0);
  gaps.sort((a, b) => a - b);
  const at = (part: number) => gaps[Math.floor((gaps.length - 1) * part)] ?? NaN;
  return { batchesPerSecond: ((gaps.length + firsts.length) / wholeMs) * 1000, firstMs: firsts[0] ?? NaN, medianMs: at(0.5), p99Ms: at(0.99), share: waitedMs / wholeMs };
}
