import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { run, which } from '../command.mjs';
import { atLeast } from './plan.mjs';

// CUDA 12 libraries run on drivers from 525.60.13 on (CUDA 12's minor-version compatibility).
const LEAST_DRIVER = '525.60';

/** @typedef {{ gpus: string[], driver: string | undefined }} Found */

/**
 * The NVIDIA GPUs that a process here can open, as the driver's own tool lists them, else as the kernel does.
 * @param {NodeJS.ProcessEnv} env @returns {Promise<Found>}
 */
export async function findGpus(env) {
  const tool = which('nvidia-smi', env) ?? (existsSync('/usr/lib/wsl/lib/nvidia-smi') ? '/usr/lib/wsl/lib/nvidia-smi' : undefined);
  if (tool !== undefined) {
    const answer = await run(tool, ['--query-gpu=name,driver_version', '--format=csv,noheader'], { env });
    const rows = answer.status === 0 ? answer.stdout.trim().split('\n').filter(Boolean) : [];
    if (rows.length > 0) return { gpus: rows.map((row) => row.split(', ')[0] ?? row), driver: rows[0]?.split(', ')[1] };
  }
  // A container sees the host's /proc; only the device files say that the GPU was handed to it.
  if (!existsSync('/dev/nvidiactl') || !existsSync('/proc/driver/nvidia/gpus')) return { gpus: [], driver: undefined };
  const version = readFileSync('/proc/driver/nvidia/version', 'utf8');
  return { gpus: readdirSync('/proc/driver/nvidia/gpus'), driver: /Module\s+(?:for \S+\s+)?(\d+[\d.]*)/.exec(version)?.[1] };
}

/**
 * Which build to use, and why.
 * @param {{ platform: string, arch: string }} machine @param {Found} found @param {string | undefined} asked 'cpu' or 'cuda' forces the choice
 * @returns {{ variant: 'cpu' | 'cuda', why: string }}
 */
export function chooseVariant(machine, found, asked) {
  if (asked === 'cpu' || asked === 'cuda') return { variant: asked, why: `FLYWHEEL_TENSORFLOW=${asked}` };
  if (found.gpus.length === 0) return { variant: 'cpu', why: 'no NVIDIA GPU found' };
  const what = `NVIDIA GPU found (${found.gpus.join(', ')})`;
  if (machine.platform !== 'linux' || machine.arch !== 'x64') return { variant: 'cpu', why: `${what}, but CUDA libraries exist for Linux x64 only` };
  if (!atLeast(found.driver, LEAST_DRIVER)) {
    return { variant: 'cpu', why: `${what}, but its driver ${found.driver ?? '(unknown)'} is older than ${LEAST_DRIVER}` };
  }
  return { variant: 'cuda', why: what };
}
