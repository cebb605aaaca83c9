import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Whether this is Flywheel's npm package, which is built and which npm has installed, and no clone. @param {string} [root] */
export const isPackaged = (root = ROOT) => !existsSync(path.join(root, 'src/start.ts'));

/**
 * The node_modules folder that has a package. A clone has its own, whatever lies above it; npm puts a package's dependencies
 * beside it, so the built package looks in the folders above, too. The folder's own where none has.
 * @param {string} root @param {string} name
 */
export function modulesWith(root, name) {
  if (!isPackaged(root)) return path.join(root, 'node_modules');
  for (let folder = root; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'node_modules', name, 'package.json'))) return path.join(folder, 'node_modules');
  }
  return path.join(root, 'node_modules');
}

/** Where a package of that name lies, or would lie. @param {string} root @param {string} name */
export const packageFolder = (root, name) => path.join(modulesWith(root, name), name);

/**
 * What Node needs to run one of Flywheel's programs, which are TypeScript in a clone and JavaScript in the package; tsx reads a
 * flywheel.config.ts in both. Ask when the packages are installed.
 * @param {string} name for example `src/start`
 */
export function programArguments(name) {
  const tsx = createRequire(path.join(ROOT, 'package.json')).resolve('tsx');
  return ['--import', pathToFileURL(tsx).href, path.join(ROOT, `${name}.${isPackaged() ? 'js' : 'ts'}`)];
}

/** A clone's programs run in the clone; those of a package in the folder of the person who has installed it. */
export const workingFolder = () => (isPackaged() ? process.cwd() : ROOT);
