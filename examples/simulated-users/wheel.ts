import type { FlywheelClient } from '../client.ts';
import type { Options } from './options.ts';

/** A cycle that began has ended long before; one that does not begin is waited for no longer. */
const PATIENCE_MS = 30 * 60_000;

export interface EndedCycle {
  readonly number: number;
  readonly state: 'PROMOTED' | 'HELD' | 'FAILED';
  readonly reason: string;
  readonly trigger: string;
  readonly datasetVersion: { readonly sampleCount: number | null } | null;
}

interface Batch {
  readonly cursor: string;
  readonly events: readonly { readonly state: string; readonly reason: string | null; readonly cycle: { readonly id: string; readonly number: number } }[];
}

/** A policy that turns the wheel by itself, and what its cycles come to. */
export class Wheel {
  readonly #flywheel: FlywheelClient;
  readonly #batches: AsyncGenerator<Batch, void, void>;
  #waiting: Batch['events'] = [];

  private constructor(flywheel: FlywheelClient, flywheelPolicyId: string) {
    this.#flywheel = flywheel;
    this.#batches = flywheel.follow<Batch>(
      `subscription ($flywheelPolicyId: ID!, $after: String) { flywheelEvents(flywheelPolicyId: $flywheelPolicyId, after: $after) { cursor events {
         state reason cycle { id number } } } }`,
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
    late.catch(() => undefined);
    for (;;) {
      for (const [at, { state, reason, cycle }] of this.#waiting.entries()) {
        tell(`cycle ${cycle.number} ${state}: ${reason ?? ''}`);
        if (state !== 'PROMOTED' && state !== 'HELD' && state !== 'FAILED') continue;
        this.#waiting = this.#waiting.slice(at + 1);
        return { ...(await this.#look(cycle.id)), state, reason: reason ?? '' };
      }
      const { value, done } = await Promise.race([this.#batches.next(), late]);
      if (done || !value) throw new Error('The events of the policy ended.');
      this.#waiting = value.events;
    }
  }

  async #look(id: string): Promise<Omit<EndedCycle, 'state' | 'reason'>> {
    const { node } = await this.#flywheel.ask<{ node: Omit<EndedCycle, 'state' | 'reason'> }>('query ($id: ID!) { node(id: $id) { ... on FlywheelCycle { number trigger datasetVersion { sampleCount } } } }', { id });
    return node;
  }

  async stop(): Promise<void> {
    await this.#batches.return();
  }
}

export type AlgorithmOptions = Pick<Options, 'epochs'>;

/** Small enough that a cycle takes a minute, on the whole of banking77 some. */
export const algorithmOf = ({ epochs }: AlgorithmOptions) => ({ transformer: epochs > 0 ? { epochs } : {} });
