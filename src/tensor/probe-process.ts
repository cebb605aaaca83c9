// Opens a backend in a process of its own (see probe.ts) and prints what it found as one line of JSON.
import { parseArgs } from 'node:util';
import { NoBackend, openBackend, type BackendPreference } from './backend.ts';
import { measureMatrixProduct } from './measure.ts';
import type { Probe } from './probe.ts';

const names: readonly string[] = ['tensorflow', 'webgpu', 'wasm'] satisfies BackendPreference[];

function isBackend(name: string | undefined): name is BackendPreference {
  return name !== undefined && names.includes(name);
}

async function probe(): Promise<Probe> {
  const { values } = parseArgs({ options: { backend: { type: 'string' }, measure: { type: 'boolean', default: false } } });
  try {
    const { tf, compute, why } = await openBackend(isBackend(values.backend) ? values.backend : undefined);
    return { compute, why, product: values.measure ? await measureMatrixProduct(tf) : null };
  } catch (error) {
    if (error instanceof NoBackend) return { compute: null, why: [error.message], product: null };
    throw error;
  }
}

const found = await probe();
// Dawn keeps a process alive while it has a device.
process.stdout.write(`\n${JSON.stringify(found)}\n`, () => process.exit(0));
