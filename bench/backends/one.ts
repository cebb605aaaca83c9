/** What one backend can do, in a process of its own: `one.ts tensorflow|webgpu|wasm`. Prints one JSON line. */
import type { TensorFlow } from 'flywheel/plugin';
import { NoBackend, openBackend, type BackendPreference } from '../../src/tensor/backend.ts';
import { measureMatrixProduct } from '../../src/tensor/measure.ts';
import { cases, type Case } from './cases.ts';
import { evaluate, evaluateForward } from './evaluate.ts';
import type { CaseReport, Report } from './report.ts';
import { vaeSteps } from './vae-step.ts';

/** Few and small: a renderer in software takes two minutes for a step of 128 images. */
const COMPARED_STEPS = 3;
const COMPARED_BATCH = 8;
const MEASURED_STEPS = 30;

const names: readonly BackendPreference[] = ['tensorflow', 'webgpu', 'wasm'];
const wanted = names.find((name) => name === process.argv[2]);
if (wanted === undefined) throw new Error(`Say which backend: ${names.join(', ')}.`);
const report = await reportOn(wanted).catch((error: unknown): Report => {
  if (error instanceof NoBackend) return { backend: wanted, missing: error.message };
  throw error;
});
console.log(JSON.stringify(report));
// Dawn keeps a process alive that has its device.
process.exit(0);

async function reportOn(backend: BackendPreference): Promise<Report> {
  const { tf, compute } = await openBackend(backend);
  const devices = compute.devices.map(({ name, kind }) => ({ name, kind }));
  // First: the steps are measured with memory as a new process has it.
  const { loss } = await vaeSteps(tf, compute.backend, COMPARED_STEPS, COMPARED_BATCH);
  // A renderer in software shows what is right, and says nothing of how fast a GPU is.
  const isSoftware = backend === 'webgpu' && devices.every(({ kind }) => kind === 'CPU');
  const speed = isSoftware ? undefined : { ...(await vaeSteps(tf, compute.backend, MEASURED_STEPS)), product: await measureMatrixProduct(tf) };
  const found: CaseReport[] = [];
  for (const each of cases) found.push(await tryCase(tf, each));
  return { backend, devices, loss, speed, cases: found };
}

async function tryCase(tf: TensorFlow, each: Case): Promise<CaseReport> {
  const name = `${each.family}: ${each.name}`;
  try {
    return { name, family: each.family, state: 'TRAINS', ...(await evaluate(tf, each)) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const result = await evaluateForward(tf, each).catch(() => undefined);
    return result === undefined ? { name, family: each.family, state: 'REFUSED', why } : { name, family: each.family, state: 'FORWARD', why, result };
  }
}
