import type { FlywheelClient } from '../client.ts';
import { difference, type Difference, measure, type Measured } from './measure.ts';
import type { Options } from './options.ts';
import type { Wave } from './plan.ts';
import type { Product, WaveCounts } from './product.ts';
import type { EndedCycle, Wheel } from './wheel.ts';

/** One wave of traffic, the cycle that it set off, and what is in production after it. */
export interface Turn extends WaveCounts {
  readonly isBad: boolean;
  readonly cycle: EndedCycle;
  readonly production: Measured;
  /** To production before it. */
  readonly gain: Difference;
  readonly seconds: number;
}

export interface Stage {
  readonly flywheel: FlywheelClient;
  readonly modelId: string;
  readonly product: Product;
  readonly wheel: Wheel;
  /** Whose test split nobody has ever seen. */
  readonly secretVersionId: string;
  readonly say: (text: string) => void;
}

/** Traffic; the wheel turns by itself; what is in production then is measured. */
export async function turn({ flywheel, modelId, product, wheel, secretVersionId, say }: Stage, wave: Wave, before: Measured, options: Options): Promise<Turn> {
  const began = performance.now();
  const counts = await product.serve(wave, options);
  say(`${counts.asked} texts asked, ${counts.right} answered rightly; ${counts.said} pieces of feedback${wave.isBad ? ', of hostile people alone' : ''}`);
  const cycle = await wheel.nextEnd((step) => say(`  ${step}`));
  const { node } = await flywheel.ask<{ node: { version: { id: string } } }>('query ($id: ID!) { node(id: $id) { ... on Model { version(alias: "production") { id } } } }', { id: modelId });
  const production = await measure(flywheel, node.version.id, secretVersionId);
  say(`in production now: ${percent(production.value)} right on texts that nobody ever saw`);
  return { ...counts, isBad: wave.isBad, cycle, production, gain: await difference(flywheel, production, before), seconds: (performance.now() - began) / 1000 };
}

export const percent = (share: number) => `${(share * 100).toFixed(2)} %`;
