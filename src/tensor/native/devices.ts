import { execFile } from 'node:child_process';
import os from 'node:os';
import { promisify } from 'node:util';

/** What a backend computes on. `memoryBytes` is the device's whole memory, null where it cannot be known. */
export interface ComputeDevice {
  readonly name: string;
  readonly kind: 'CPU' | 'GPU';
  readonly memoryBytes: number | null;
}

/** This machine's processor, with the memory that this process may use (a container's limit where there is one). */
export function processor(): ComputeDevice {
  const all = os.cpus();
  const limit = process.constrainedMemory();
  const memoryBytes = limit > 0 && limit < os.totalmem() ? limit : os.totalmem();
  return { name: `${all[0]?.model.trim() ?? process.arch} (${os.availableParallelism()} cores)`, kind: 'CPU', memoryBytes };
}

/** Rows of `nvidia-smi --query-gpu=name,memory.total --format=csv,noheader,nounits`; memory is in MiB there. */
export function parseGpuRows(text: string): ComputeDevice[] {
  return text.split('\n').filter((row) => row.trim() !== '').map((row) => {
    const [name, memory] = row.split(',').map((cell) => cell.trim());
    const mebibytes = Number(memory);
    return { name: name ?? 'NVIDIA GPU', kind: 'GPU', memoryBytes: Number.isFinite(mebibytes) ? mebibytes * 2 ** 20 : null };
  });
}

/** The NVIDIA GPUs as their driver's tool lists them; one without a name where the tool is not there. */
export async function gpus(): Promise<ComputeDevice[]> {
  try {
    const answer = await promisify(execFile)('nvidia-smi', ['--query-gpu=name,memory.total', '--format=csv,noheader,nounits'], { timeout: 10_000 });
    const rows = parseGpuRows(answer.stdout);
    if (rows.length > 0) return rows;
  } catch {
    // The tool is not part of every driver installation; TensorFlow has found a GPU all the same.
  }
  return [{ name: 'NVIDIA GPU', kind: 'GPU', memoryBytes: null }];
}
