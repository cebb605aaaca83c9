import type { Tensor } from 'flywheel/plugin';
import { attend, type AttentionOptions } from './attention.ts';
import type { KeyValues } from './cache.ts';
import { createDense } from './dense.ts';
import { joinHeads, splitHeads } from './heads.ts';
import type { Network } from './network.ts';

export interface CrossAttention {
  /** Keys and values of what is looked at, [batch, keys, size]: the same for every place that looks, so a text needs them once. */
  remember(memory: Tensor): KeyValues;
  /** [batch, queries, size] → the same. @param mask of the keys, as `paddingMask` gives it */
  run(x: Tensor, memory: KeyValues, mask?: Tensor): Tensor;
}

/** Attention of one sequence to another (Vaswani et al. 2017). */
export function createCrossAttention(network: Network, name: string, { size, heads, initialOutput = 'GLOROT', bias = true }: AttentionOptions): CrossAttention {
  const { tf } = network;
  const project = createDense(network, `${name}/queries`, size, size, { bias });
  const projectMemory = createDense(network, `${name}/keys_values`, size, 2 * size, { bias });
  const join = createDense(network, `${name}/output`, size, size, { bias, initial: initialOutput });
  return {
    remember(memory) {
      const [keys, values] = splitHeads(tf, projectMemory(memory), 2, heads);
      if (keys === undefined || values === undefined) throw new Error('Rows hold keys and values.');
      return { keys, values };
    },
    run(x, { keys, values }, mask) {
      const [q] = splitHeads(tf, project(x), 1, heads);
      if (q === undefined) throw new Error('Rows hold queries.');
      return join(joinHeads(tf, attend(tf, q, keys, values, mask)));
    },
  };
}
