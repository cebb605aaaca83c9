import { z } from 'zod';

const numbers = z.array(z.number());

/** What a backend made of one case, and its numbers, to be compared with another backend's. */
const caseReport = z.object({
  name: z.string(),
  family: z.string(),
  state: z.enum(['TRAINS', 'FORWARD', 'REFUSED']),
  why: z.string().optional(),
  result: numbers.optional(),
  gradients: z.array(numbers).optional(),
});

const found = z.object({
  backend: z.enum(['tensorflow', 'webgpu', 'wasm']),
  devices: z.array(z.object({ name: z.string(), kind: z.enum(['CPU', 'GPU']) })),
  /** Of the VAE's first steps. */
  loss: z.number(),
  speed: z.object({ least_ms: z.number(), median_ms: z.number(), megabytes: z.number(), product: z.object({ gflops: z.number(), size: z.number() }) }).optional(),
  cases: z.array(caseReport),
});

const missing = z.object({ backend: z.enum(['tensorflow', 'webgpu', 'wasm']), missing: z.string() });

export const report = z.union([found, missing]);

export type Found = z.input<typeof found>;
export type Report = z.input<typeof report>;
export type CaseReport = z.infer<typeof caseReport>;
