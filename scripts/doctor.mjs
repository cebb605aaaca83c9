// npm run doctor [-- --json]: sets up what is missing as far as it can, then says what is there, what is not, and what to do.
// Exit status 0 where training is possible.
import { run } from './setup/command.mjs';
import { collectFacts } from './setup/facts.mjs';
import { setUp } from './setup/index.mjs';
import { programArguments, ROOT } from './setup/place.mjs';
import { SetupProblem } from './setup/problem.mjs';
import { say } from './setup/progress.mjs';

/**
 * @typedef {{ name: string, kind: string, memoryBytes: number | null }} Device
 * @typedef {{ backend: string, compute: { libraryVersion: string | null, devices: Device[] } | null, why: string[], product: { gflops: number, size: number } | null }} Backend
 */

const LABEL = /** @type {Record<string, string>} */ ({ tensorflow: 'TensorFlow', webgpu: 'WebGPU', wasm: 'WASM' });

/** The backends, measured on Flywheel's Node; none where the packages are not there. @returns {Promise<Backend[]>} */
async function backends() {
  try {
    const { node } = await setUp({ dashboard: false });
    const answer = await run(node, programArguments('src/tensor/doctor'), { cwd: ROOT });
    if (answer.status !== 0) throw new SetupProblem('the backends could not be looked at', answer.stderr.trim().split('\n').at(-1) ?? '');
    return JSON.parse(answer.stdout.trim().split('\n').at(-1) ?? '').backends;
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    say(error.message);
    return [];
  }
}

/** @param {Backend} backend */
function describe({ backend, compute, why, product }) {
  if (compute === null) return why.join(' ').replace(`${LABEL[backend]}: `, '');
  const devices = compute.devices.map((device) => `${device.kind} ${device.name}${device.memoryBytes === null ? '' : `, ${(device.memoryBytes / 2 ** 30).toFixed(0)} GiB`}`);
  const speed = product === null ? '' : `; ${product.gflops.toFixed(product.gflops < 10 ? 1 : 0)} GFLOP/s (${product.size}x${product.size} float32 product)`;
  return `${compute.libraryVersion ?? 'available'} on ${devices.join(' and ')}${speed}`;
}

/** A software renderer is never chosen: WASM is faster on the same processor. @param {Backend} backend */
function trains({ backend, compute }) {
  return compute !== null && (backend !== 'webgpu' || compute.devices.some((device) => device.kind === 'GPU'));
}

/** @param {import('./setup/facts.mjs').Fact[]} facts @param {Backend[]} found @param {Backend | undefined} chosen */
function print(facts, found, chosen) {
  const rows = [...facts.map(({ name, ok, found: what, remedy }) => ({ name, ok, text: ok ? what : `${what}. To do: ${remedy}` })),
    ...found.map((backend) => ({ name: LABEL[backend.backend] ?? backend.backend, ok: trains(backend), text: describe(backend) }))];
  for (const { name, ok, text } of rows) console.log(`${ok ? 'ok' : '--'}  ${name.padEnd(17)} ${text}`);
  if (chosen === undefined) console.log('Training is not possible here: see the lines marked --.');
  else if (chosen.backend === 'tensorflow') console.log('Training runs on native TensorFlow.');
  else console.log(`Training runs on ${LABEL[chosen.backend]}, slower than on native TensorFlow and not for every algorithm: see the lines marked --.`);
}

const found = await backends();
const facts = await collectFacts({ root: ROOT, env: process.env });
const usable = facts.filter(({ name }) => ['Node', 'npm packages', 'PostgreSQL'].includes(name)).every(({ ok }) => ok);
const chosen = usable ? found.find(trains) : undefined;
if (process.argv.includes('--json')) console.log(JSON.stringify({ trains: chosen !== undefined, backend: chosen?.backend ?? null, facts, backends: found }, null, 2));
else print(facts, found, chosen);
process.exitCode = chosen === undefined ? 1 : 0;
