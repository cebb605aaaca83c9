import { z } from 'zod';
import { sliceSources, type Slicing } from '../../domain/evaluations/slices.ts';

/** The slices of an evaluation, in JSON: a list of these. */
export const slicesName = 'slices.json';

const number = z.number().nullable();
const slice = z.object({
  value: z.string().nullable(), low: number, high: number, count: z.int(),
  metrics: z.array(z.object({ name: z.string(), value: z.number(), low: number, high: number })),
});

export const slicingsSchema: z.ZodType<Slicing[]> = z.array(z.object({ source: z.enum(sliceSources), column: z.string().nullable(), total: z.int(), slices: z.array(slice) }));
