import type { Random } from 'flywheel/plugin';

export interface SamplingOptions {
  /** Divides the logits; 0 takes the likeliest. */
  readonly temperature: number;
  /** Draws among so many likeliest tokens, and those as likely as the last of them. */
  readonly topK: number;
  /** Tokens that are never drawn. */
  readonly never: readonly number[];
}

/** Random numbers that are drawn at the same time: one by one each would cost an operation and a wait. */
const DRAWN_AT_ONCE = 64;

/** Draws tokens by their logits, with one random number each. */
export function createSampler({ temperature, topK, never }: SamplingOptions, random: Random): (logits: Float32Array) => Promise<number> {
  const draw = uniformNumbers(random);
  return async (logits) => {
    const allowed = Float64Array.from(logits, (logit, token) => (never.includes(token) ? -Infinity : logit));
    const likeliest = allowed.reduce((best, logit, token) => (logit > (allowed[best] ?? -Infinity) ? token : best), 0);
    if (temperature === 0) return likeliest;
    const least = topK < allowed.length ? (Float64Array.from(allowed).sort().at(-topK) ?? -Infinity) : -Infinity;
    const most = allowed[likeliest] ?? 0;
    const shares = allowed.map((logit) => (logit >= least ? Math.exp((logit - most) / temperature) : 0));
    let target = (await draw()) * shares.reduce((sum, share) => sum + share, 0);
    for (const [token, share] of shares.entries()) {
      if (target < share) return token;
      target -= share;
    }
    return likeliest;
  };
}

function uniformNumbers(random: Random): () => Promise<number> {
  let [numbers, used]: [ArrayLike<number>, number] = [[], 0];
  return async () => {
    if (used === numbers.length) {
      const drawn = random.uniform([DRAWN_AT_ONCE]);
      numbers = await drawn.data();
      drawn.dispose();
      used = 0;
    }
    used += 1;
    return numbers[used - 1] ?? 0;
  };
}
