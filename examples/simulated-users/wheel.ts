import type { FlywheelClient } from '../client.ts';
import type { Options } from './options.ts';

/** A cycle that began has ended long before; one that does not begin is waited for no longer. */
const PATIENCE_MS = 15 * 60_000;

export interface EndedCycle {
  readonly number: number;
  readonly state: 'PROMOTED' | 'HELD' | 'FAILED';
  readonly reason: string;
  readonly trigger: string;
  readonly leavesDataOut: boolean;
  readonly datasetVersion: { readonly number: number; readonly sampleCount: number | null } | null;
}

interface Batch {
  readonly cursor: string;
  readonly events: readonly { readonly state: string; readonly reason: string | null; readonly cycle: Omit<EndedCycle, 'state' | 'reason'> & { readonly id: string } }[];
}

/** A policy that turns the wheel by itself, and what its cycles come to. */
export class Wheel {
  readonly #batches: AsyncGenerator<Batch, void, void>;
  #waiting: Batch['events'] = [];

  private constructor(flywheel: FlywheelClient, flywheelPolicyId: string) {
    this.#batches = flywheel.follow<Batch>(
      `subscription ($flywheelPolicyId: ID!, $after: String) { flywheelEvents(flywheelPolicyId: $flywheelPolicyId, after: $after) { cursor events {
         state reason cycle { id number trigger leavesDataOut datasetVersion { number sampleCount } } } } }`,
      'flywheelEvents',
      { flywheelPolicyId },
    );
  }

  static async start(flywheel: FlywheelClient, input: { modelId: string; datasetId: string; algorithm: unknown; minimumFeedback: number }): Promise<Wheel> {
    const { setFlywheelPolicy } = await flywheel.ask<{ setFlywheelPolicy: { flywheelPolicy: { id: string } } }>(
      'mutation ($input: SetFlywheelPolicyInput!) { setFlywheelPolicy(input: $input) { flywheelPolicy { id } userErrors { message } } }',
      { input: { ...input, metric: 'accuracy', minimumImprovement: 0, maximumClassDrop: 0.3 } },
    );
    return new Wheel(flywheel, setFlywheelPolicy.flywheelPolicy.id);
  }

  /** The next cycle, once it has ended; each step is told as it is taken. */
  async nextEnd(tell: (step: string) => void): Promise<EndedCycle> {
    const timer = AbortSignal.timeout(PATIENCE_MS);
    const late = new Promise<never>((_resolve, reject) => timer.addEventListener('abort', () => reject(new Error(`No cycle ended within ${PATIENCE_MS / 60_000} minutes.`))));
    for (;;) {
      for (const [at, { state, reason, cycle }] of this.#waiting.entries()) {
        tell(`cycle ${cycle.number} ${state}: ${reason ?? ''}`);
        if (state !== 'PROMOTED' && state !== 'HELD' && state !== 'FAILED') continue;
        this.#waiting = this.#waiting.slice(at + 1);
        return { ...cycle, state, reason: reason ?? '' };
      }
      const { value, done } = await Promise.race([this.#batches.next(), late]);
      if (done || !value) throw new Error('The events of the policy ended.');
      this.#waiting = value.events;
    }
  }

  async stop(): Promise<void> {
    await this.#batches.return();
  }
}

export type AlgorithmOptions = Pick<Options, 'epochs'>;

/** Small enough that a cycle takes a minute, on the whole of banking77 some. */
export const algorithmOf = ({ epochs }: AlgorithmOptions) => ({ transformer: epochs > 0 ? { epochs } : {} });
