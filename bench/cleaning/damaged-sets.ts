import { type FaultCase, faultCases } from '../faults/cases.ts';

export interface DamagedSet {
  readonly name: string;
  /** What a model of it is measured by. */
  readonly metric: string;
  readonly algorithm: object;
  read(): Promise<FaultCase>;
}

/**
 * Of the training samples that get each fault: more than the gate lets through with a warning. No sample gets two, and texts get more kinds than
 * pictures and rows.
 */
const SHARES = { mnist: 0.15, fraud: 0.15, banking77: 0.1 } as const;

/** Pictures, a table and texts, each trained for some minutes: few epochs would favour the damaged set, whose copies make its epochs longer. */
export function damagedSets(folder: string, seed: number): readonly DamagedSet[] {
  const of = (name: keyof typeof SHARES, metric: string, algorithm: object): DamagedSet => {
    const read = faultCases(folder, { seed, share: SHARES[name] }).get(name);
    if (!read) throw new Error(`There is no set ${name}.`);
    return { name, metric, algorithm, read };
  };
  return [
    of('mnist', 'accuracy', { transformer: { epochs: 15 } }),
    of('fraud', 'average_precision', { transformer: { epochs: 10 } }),
    of('banking77', 'accuracy', { transformer: { epochs: 20 } }),
  ];
}
