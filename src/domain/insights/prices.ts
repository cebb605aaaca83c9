import { type Caller, type Services, write } from '../caller.ts';
import { Project } from '../entities/project.ts';
import { Fault, Faults } from '../fault.ts';
import { once } from '../idempotency.ts';

/** What computing costs the owner of a project. */
export interface Prices {
  /** ISO 4217: EUR, USD, … */
  readonly currency: string;
  /** Of a worker's process that trains, measures or serves. */
  readonly perHour: number;
  /** On top of that, where it computes on a GPU. */
  readonly perGpuHour: number;
}

export interface SetPricesInput {
  readonly currency: string;
  readonly perHour: number;
  readonly perGpuHour?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

const MOST = 1_000_000;

/**
 * Sets what an hour costs, from now on and looking back: costs are reckoned when they are asked for. A call that is
 * repeated by its idempotency key leaves prices alone that were set since.
 */
export async function setPrices({ em }: Pick<Services, 'em'>, caller: Caller, input: SetPricesInput): Promise<Project> {
  const prices = { currency: input.currency, perHour: input.perHour, perGpuHour: input.perGpuHour ?? 0 };
  const faults = [
    ...(/^[A-Z]{3}$/.test(prices.currency) ? [] : [new Fault('INVALID_INPUT', 'currency must be three capital letters, for example EUR.', ['currency'])]),
    ...(['perHour', 'perGpuHour'] as const).flatMap((name) => (prices[name] >= 0 && prices[name] <= MOST ? [] : [new Fault('INVALID_INPUT', `${name} must be from 0 to ${MOST}, not ${prices[name]}.`, [name])])),
  ];
  if (faults.length > 0) throw new Faults(faults);
  return write(em, async (tx) => {
    await once(tx, { projectId: caller.projectId, mutation: 'setPrices', key: input.idempotencyKey, input: prices }, async () => {
      tx.assign(await tx.findOneOrFail(Project, caller.projectId), { prices });
      await tx.flush();
    });
    return tx.findOneOrFail(Project, caller.projectId);
  });
}
