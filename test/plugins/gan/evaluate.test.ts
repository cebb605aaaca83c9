import { describe, expect, it } from 'vitest';
import { compileSteps, evaluate, lookAtReal, type Steps } from '../../../plugins/gan/evaluate.ts';
import { buildFeatureNetwork } from '../../../plugins/gan/feature-network.ts';
import { levelsOf } from '../../../plugins/gan/network-shape.ts';
import { buildGenerator } from '../../../plugins/gan/published.ts';
import { randomOf } from '../support/as-a-host.ts';
import { barsDataset, tf, tools } from './support.ts';

const signal = new AbortController().signal;

/** A generator and a feature network as they are at first. */
function opened({ side = 28, filters = 4, validation = 40 }) {
  const data = barsDataset({ height: side, width: side, channels: 3, validation });
  const shape = { ...data.image, classes: 2, latentSize: 5, filters, levels: levelsOf(side, side) };
  return { data, shape, steps: compileSteps(tools, buildGenerator(tf, shape), buildFeatureNetwork(tf, data.image, 2, 1)) };
}

describe('an evaluation', () => {
  it('of large images takes fewer at once', () => {
    expect(opened({ filters: 48 }).steps.atOnce).toEqual({ look: 250, draw: 250 });
    // Of 128 × 128 pixels 250 would hold 1.6 GB.
    expect(opened({ side: 128, filters: 48 }).steps.atOnce).toEqual({ look: 125, draw: 25 });
  });

  it('gives the same, however many images are taken at once', async () => {
    const { data, shape, steps } = opened({ validation: 45 });
    const by = async (atOnce: Steps['atOnce']) => {
      const given = { tf, steps: { ...steps, atOnce }, shape, task: 'LABEL', signal } as const;
      const reference = await lookAtReal({ ...given, data, split: 'VALIDATION' });
      return evaluate({ ...given, reference, classes: data.classes, random: randomOf(3) });
    };
    const [all, parts] = [await by(steps.atOnce), await by({ look: 20, draw: 10 })];
    expect(parts.frechetDistance / all.frechetDistance).toBeCloseTo(1, 4);
    expect((parts.diversity ?? NaN) / (all.diversity ?? NaN)).toBeCloseTo(1, 4);
    expect(parts.readAsAsked).toBe(all.readAsAsked);
  });
});
