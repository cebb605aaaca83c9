/** What work took: by the clock, and of the processor, which tells the same on a machine that others use. */
export interface Spent {
  readonly seconds: number;
  readonly processorSeconds: number;
}

export async function timed<T>(work: () => Promise<T>): Promise<{ result: T; spent: Spent }> {
  const [began, used] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(used);
  return { result, spent: { seconds: rounded((performance.now() - began) / 1000), processorSeconds: rounded((user + system) / 1e6) } };
}

export const spentOn = (work: () => Promise<unknown>): Promise<Spent> => timed(work).then(({ spent }) => spent);

const rounded = (value: number) => Math.round(value * 1000) / 1000;
