import { type FaultCase, faultCases } from '../faults/cases.ts';

export interface DamagedSet {
  readonly name: string;
  /** What a model of it is measured by. */
  readonly metric: string;
  /** What trains for so many epochs of the set as it is. */
  readonly epochs: number;
  read(): Promise<FaultCase>;
}

/** More of each fault than the gate lets through, and a quarter of the labels wrong. */
const SHARES = { share: 0.1, wrongLabels: 0.25 };

/** Pictures, a table and texts, each trained for some minutes. */
export function damagedSets(folder: string, seed: number): readonly DamagedSet[] {
  const cases = faultCases(folder, { seed, ...SHARES });
  const of = (name: string, metric: string, epochs: number): DamagedSet => {
    const read = cases.get(name);
    if (!read) throw new Error(`There is no set ${name}.`);
    return { name, metric, epochs, read };
  };
  return [of('mnist', 'accuracy', 15), of('fraud', 'average_precision', 10), of('banking77', 'accuracy', 20)];
}
