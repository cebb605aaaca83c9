import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { BackendPreference } from './backend.ts';

const device = z.object({ name: z.string(), kind: z.enum(['CPU', 'GPU']), memoryBytes: z.number().nullable() });
const compute = z.object({ backend: z.enum(['TENSORFLOW', 'WEBGPU', 'WASM']), libraryVersion: z.string().nullable(), devices: z.array(device).readonly() });
const probeSchema = z.object({
  compute: compute.nullable(),
  why: z.array(z.string()).readonly(),
  product: z.object({ gflops: z.number(), size: z.number() }).nullable(),
});

/**
 * What a backend is, found out without loading it here. `compute` null: it cannot be used, `why` says why; else `why` has a sentence for each
 * better backend. `product` is there where it was asked for.
 */
export type Probe = Readonly<z.infer<typeof probeSchema>>;

const TIMEOUT_MS = 120_000;
const PROGRAM = fileURLToPath(new URL('probe-process.ts', import.meta.url));

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const signal = 'signal' in error && typeof error.signal === 'string' ? error.signal : undefined;
  if (signal === 'SIGILL') return 'its process met an instruction that this processor does not have (the TensorFlow library needs AVX)';
  if (signal !== undefined) return `its process was ended by ${signal}`;
  const output = 'stderr' in error ? String(error.stderr) : error.message;
  return output.split('\n').find((line) => /Error/.test(line)) ?? 'its process failed';
}

/**
 * Opens the best backend, or the one named, in a short-lived process (1 to 2 s; 3 s more to measure) and tells what it is. For processes that
 * must not load TensorFlow themselves; a library that crashes takes only that process with it.
 */
export async function probeBackend({ backend, measure = false }: { backend?: BackendPreference; measure?: boolean } = {}): Promise<Probe> {
  const args = [PROGRAM, ...(backend ? [`--backend=${backend}`] : []), ...(measure ? ['--measure'] : [])];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: TIMEOUT_MS });
    return probeSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  } catch (error) {
    return { compute: null, why: [`The ${backend ?? 'tensor'} backend does not work: ${reasonOf(error)}.`], product: null };
  }
}
