import { type FaultCase, faultCases } from '../faults/cases.ts';

export interface DamagedSet {
  readonly name: string;
  /** What a model of it is measured by. */
  readonly metric: string;
  readonly algorithm: object;
  read(): Promise<FaultCase>;
}

/** Of the training samples that get each fault: more than the gate lets through with a warning. */
const SHARE = 0.1;

/** Pictures, a table and texts, each small enough to train in about a minute. */
export function damagedSets(folder: string, seed: number): readonly DamagedSet[] {
  const cases = faultCases(folder, { seed, share: SHARE });
  const of = (name: string, metric: string, algorithm: object): DamagedSet => {
    const read = cases.get(name);
    if (!read) throw new Error(`There is no set ${name}.`);
    return { name, metric, algorithm, read };
  };
  return [
    of('mnist', 'accuracy', { transformer: { epochs: 4 } }),
    of('fraud', 'average_precision', { transformer: { epochs: 4 } }),
    of('banking77', 'accuracy', { transformer: { epochs: 12 } }),
  ];
}
