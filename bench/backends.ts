import { join } from 'node:path';
import { difference } from './backends/evaluate.ts';
import { families } from './backends/cases.ts';
import { report, type CaseReport, type Found } from './backends/report.ts';
import { runProcess } from './process.ts';
import { layOut } from './table.ts';

/** Largest difference from native TensorFlow, as a share of the largest number, that counts as the same. */
const SAME = 1e-3;

/**
 * `backends [--json]`: what each backend computes here, by families of operations, compared with native TensorFlow, and what a step of the
 * VAE plugin and a matrix product cost on it. A backend that is not there is left out with its reason.
 */
export async function run(args: readonly string[]): Promise<void> {
  const there: Found[] = [];
  for (const backend of ['tensorflow', 'webgpu', 'wasm']) {
    const { line } = await runProcess({ name: backend, command: [process.execPath, '--import', 'tsx', join(import.meta.dirname, 'backends/one.ts'), backend] });
    const found = report.parse(line);
    if ('missing' in found) console.log(`${backend} is not measured: ${found.missing}`);
    else there.push(found);
  }
  const [reference] = there;
  if (reference?.backend !== 'tensorflow') throw new Error('Native TensorFlow is what the others are compared with, and it is not here.');
  if (args.includes('--json')) console.log(JSON.stringify(there.map(({ cases, ...rest }) => ({ ...rest, families: families.map((family) => [family, stateOf(family, cases, reference.cases)]) }))));
  console.log(layOut([
    ['', ...there.map(({ backend }) => backend)],
    ['device', ...there.map(({ devices }) => devices.map(({ name, kind }) => `${name}, ${kind}`).join('; '))],
    ...families.map((family) => [family, ...there.map(({ cases }) => stateOf(family, cases, reference.cases))]),
    ['VAE, loss of 3 steps, batch 8', ...there.map(({ loss }) => loss.toFixed(4))],
    ['VAE step, batch 128, least ms', ...there.map(({ speed }) => speed?.least_ms.toFixed(1) ?? '–')],
    ['VAE step, median ms', ...there.map(({ speed }) => speed?.median_ms.toFixed(1) ?? '–')],
    ['VAE, resident MB', ...there.map(({ speed }) => String(speed?.megabytes ?? '–'))],
    ['matrix product, GFLOP/s', ...there.map(({ speed }) => (speed === undefined ? '–' : `${speed.product.gflops.toFixed(1)} (${speed.product.size}²)`))],
  ]));
  for (const { backend, cases } of there) for (const { name, why } of cases) if (why !== undefined) console.log(`${backend}: ${name}: ${why}`);
}

/** "trains", with the largest difference from native TensorFlow; the worst of the family's cases. */
function stateOf(family: string, cases: readonly CaseReport[], reference: readonly CaseReport[]): string {
  const own = cases.filter((each) => each.family === family);
  if (own.some(({ state }) => state === 'REFUSED')) return 'refused';
  const differences = own.map((each) => {
    const other = reference.find(({ name }) => name === each.name);
    const pairs = [[each.result, other?.result] as const, ...(each.gradients ?? []).map((gradient, k) => [gradient, other?.gradients?.[k]] as const)];
    return Math.max(...pairs.map(([ours, theirs]) => difference(ours ?? [], theirs ?? [])));
  });
  const most = Math.max(...differences);
  const word = own.every(({ state }) => state === 'TRAINS') ? 'trains' : 'forward alone';
  return most <= SAME ? `${word} (${most.toExponential(0)})` : `WRONG (${most.toExponential(0)})`;
}
