import { z } from 'zod';
import type { ModelName } from './models/model.ts';
import { runProcess, type Command } from './process.ts';
import { products, type Products } from './products.ts';

export type Precision = 'FLOAT32' | 'MIXED';

export function isPrecision(name: string): name is Precision {
  return name === 'FLOAT32' || name === 'MIXED';
}

/** One way of doing the same work: a command that prints a JSON line at its end. */
export interface Way extends Command {
  readonly model: ModelName;
  readonly precision: Precision;
  readonly side: 'OURS' | 'PEER';
}

/** XLA may end with a loss that is no number; JSON has none. */
const times = z.object({
  least_ms: z.number(),
  median_ms: z.number(),
  loss: z.number().nullable(),
  first_compiled_ms: z.number().optional(),
  fallback: z.string().optional(),
});

export interface Measurement extends z.infer<typeof times> {
  readonly kind: 'step';
  readonly way: string;
  readonly model: ModelName;
  readonly precision: Precision;
  readonly side: Way['side'];
  readonly round: number;
  /** Resident memory of the process, where the system tells it: the most, and at the end. */
  readonly most_mb: number | null;
  readonly end_mb: number | null;
}

/** Runs every way once in each round, one after the other, so that the machine's moods meet all of them alike. */
export async function* runInterleaved(ways: readonly Way[], product: Command, rounds: number): AsyncGenerator<Measurement | Products, void, void> {
  for (let round = 1; round <= rounds; round++) {
    yield { kind: 'product', round, ...products.parse((await runProcess(product)).line) };
    for (const way of ways) {
      const { line, mostMegabytes, endMegabytes } = await runProcess(way);
      const { name, model, precision, side } = way;
      yield { kind: 'step', way: name, model, precision, side, round, ...times.parse(line), most_mb: mostMegabytes, end_mb: endMegabytes };
    }
  }
}
