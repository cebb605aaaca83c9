import { type FaultCase, faultCases } from '../faults/cases.ts';

export interface DamagedSet {
  readonly name: string;
  /** What a model of it is measured by. */
  readonly metric: string;
  /** What trains for so many epochs of the set as it is. */
  readonly epochs: number;
  read(): Promise<FaultCase>;
}

/** More of each fault than the gate lets through, and a quarter of the labels wrong; of the payments, where one in 43 is a fraud, as many as there are frauds. */
const WRONG_LABELS = { mnist: 0.25, fraud: 0.02, banking77: 0.25 };

/** Pictures, a table and texts, each trained for some minutes. */
export function damagedSets(folder: string, seed: number): readonly DamagedSet[] {
  const of = (name: keyof typeof WRONG_LABELS, metric: string, epochs: number): DamagedSet => {
    const read = faultCases(folder, { seed, share: 0.1, wrongLabels: WRONG_LABELS[name] }).get(name);
    if (!read) throw new Error(`There is no set ${name}.`);
    return { name, metric, epochs, read };
  };
  return [of('mnist', 'accuracy', 15), of('fraud', 'average_precision', 10), of('banking77', 'accuracy', 20)];
}
