import { type ClassBalance, classWeights } from '../../domain/class-balance.ts';
import type { TrainingSubset } from '../../domain/training-subset.ts';
import { Random } from '../random.ts';
import type { SampleReader } from './sample-reader.ts';
import { placesByClass } from './training-subset.ts';

/** How the training split is read. */
export interface TrainingBalance {
  readonly balance: ClassBalance;
  /** The run's: it and the epoch alone decide what is repeated and what is left out. */
  readonly seed: number;
  /** GENERATED: the key below which the drawn images lie (`generated-images.ts`). */
  readonly generatedKey?: string;
  /** What is left of the split before it is balanced; all of it where absent. */
  readonly subset?: TrainingSubset | null;
}

/** The training split as an epoch goes through it. */
export interface TrainingSplit {
  /** Samples of an epoch: the same for every one. */
  readonly count: number;
  /** Their positions, in the stored order; a repeated sample follows itself. */
  order(epoch: number): Uint32Array;
  /** CLASS_WEIGHTS: what each sample counts in the loss. */
  weightsOf?(positions: Uint32Array): Float32Array;
}

/** @throws where a balance is asked for of samples without labels */
export function trainingSplit(reader: SampleReader, { balance, seed }: TrainingBalance): TrainingSplit {
  const stored = reader.orders.TRAIN;
  if (balance === 'NONE' || balance === 'GENERATED') return { count: stored.length, order: () => stored };
  if (!reader.labelsOf) throw new Error('Samples without labels have no classes to balance.');
  const labels = reader.labelsOf(stored);
  if (balance === 'CLASS_WEIGHTS') return { count: stored.length, order: () => stored, weightsOf: weighted(reader, labels) };
  const groups = placesByClass(labels.length, labels);
  const sizes = [...groups].flatMap(([label, places]) => (label === -1 ? [] : [places.length]));
  const size = sizes.length === 0 ? 0 : balance === 'OVERSAMPLE' ? Math.max(...sizes) : Math.min(...sizes);
  const count = sizes.length * size + (groups.get(-1)?.length ?? 0);
  return {
    count,
    order(epoch) {
      const places = new Uint32Array(count);
      let filled = 0;
      for (const [label, all] of groups) {
        const some = label === -1 ? all : draw(all, size, new Random(`balance ${seed} ${epoch} ${label}`));
        places.set(some, filled);
        filled += some.length;
      }
      return places.sort().map((place) => stored[place]!);
    },
  };
}

/** Each as often as fits into `size`, and of the rest so many that `size` is full, none of them twice. */
function draw(all: Uint32Array, size: number, random: Random): Uint32Array {
  const drawn = new Uint32Array(size);
  const whole = size - (size % all.length);
  for (let at = 0; at < whole; at += all.length) drawn.set(all, at);
  if (whole === size) return drawn;
  const mixed = all.slice();
  random.shuffle(mixed);
  drawn.set(mixed.subarray(0, size - whole), whole);
  return drawn;
}

function weighted(reader: SampleReader, labels: Int32Array): (positions: Uint32Array) => Float32Array {
  const counts: number[] = [];
  for (const label of labels) if (label >= 0) counts[label] = (counts[label] ?? 0) + 1;
  const weights = classWeights(Array.from(counts, (count) => count ?? 0));
  return (positions) => Float32Array.from(reader.labelsOf!(positions), (label) => (label < 0 ? 1 : weights[label]!));
}
