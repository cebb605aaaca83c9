import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Compute } from '../compute.ts';
import { gpuRule, processorRule } from './rule.ts';
import type { MixedPrecision } from './use-mixed-precision.ts';

/** This machine has nothing that computes in 16 bits faster than in 32; the message says so to who asked for it. */
export class NoMixedPrecision extends Error {
  override readonly name = 'NoMixedPrecision';
}

/**
 * How mixed precision is done on what computes here: in bfloat16 on processors and GPUs that have it, else in float16 on
 * GPUs with tensor cores.
 *
 * @throws NoMixedPrecision
 */
export async function mixedPrecisionOf(compute: Compute): Promise<MixedPrecision> {
  const instead = 'start the run with the precision FLOAT32';
  if (compute.backend !== 'TENSORFLOW') throw new NoMixedPrecision(`Mixed precision needs native TensorFlow, and this worker computes with ${compute.backend}: ${instead}.`);
  const [device] = compute.devices;
  if (device?.kind !== 'GPU') {
    if (await processorHasBfloat16()) return { type: 'bfloat16', rule: processorRule };
    throw new NoMixedPrecision(`This worker's processor (${device?.name ?? process.arch}) has no bfloat16, without which mixed precision is slower: ${instead}.`);
  }
  const capability = await computeCapability();
  if (capability >= 8) return { type: 'bfloat16', rule: gpuRule };
  if (capability >= 7) return { type: 'float16', rule: gpuRule };
  throw new NoMixedPrecision(`This worker's GPU (${device.name}) has no tensor cores, without which mixed precision is slower: ${instead}.`);
}

/** Linux names it in /proc/cpuinfo, macOS as a system variable; elsewhere it cannot be known. */
async function processorHasBfloat16(): Promise<boolean> {
  if (process.platform === 'linux') return hasBfloat16(await readFile('/proc/cpuinfo', 'utf8'));
  if (process.platform !== 'darwin') return false;
  return (await ask('sysctl', ['-n', 'hw.optional.arm.FEAT_BF16'])) === '1';
}

/** Whether `/proc/cpuinfo` names an instruction that multiplies bfloat16: of AVX-512 or AMX on x86, of Armv8.6 on ARM. */
export function hasBfloat16(cpuinfo: string): boolean {
  return /^(flags|Features)\s*:.*\s(avx512_bf16|amx_bf16|bf16)(\s|$)/m.test(cpuinfo);
}

/** Of the weakest GPU, such as 8.6; 0 where the driver's tool is not there to ask. */
async function computeCapability(): Promise<number> {
  const rows = (await ask('nvidia-smi', ['--query-gpu=compute_cap', '--format=csv,noheader'])).split('\n').map(Number);
  const known = rows.filter((capability) => Number.isFinite(capability) && capability > 0);
  return known.length === 0 ? 0 : Math.min(...known);
}

async function ask(tool: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(tool, args, { timeout: 10_000 })).stdout.trim();
  } catch {
    return '';
  }
}
