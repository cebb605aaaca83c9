import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isPackaged, ROOT } from '../setup/place.mjs';
import { SetupProblem } from '../setup/problem.mjs';

/**
 * Where a new package gets this Flywheel from: the registry, or the file that this one was installed from.
 * @param {string} folder of the new package @returns {{ version: string, from: string }}
 * @throws {SetupProblem} in a clone that has not been packed
 */
export function flywheelPackage(folder) {
  /** @type {{ name: string, version: string }} */
  const { name, version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  if (!isPackaged()) {
    const packed = path.join(ROOT, 'dist', `${name}-${version}.tgz`);
    if (!existsSync(packed)) throw new SetupProblem('this clone of Flywheel has not been packed, and a plugin is built against the package', 'run `npm run pack` in the clone, then this again');
    return { version, from: `file:${path.relative(folder, packed)}` };
  }
  // ROOT is …/node_modules/flywheel; npm notes beside it where each package came from.
  const installed = path.join(path.dirname(ROOT), '.package-lock.json');
  const resolved = existsSync(installed) ? JSON.parse(readFileSync(installed, 'utf8')).packages?.[`node_modules/${name}`]?.resolved : undefined;
  if (typeof resolved !== 'string' || !resolved.startsWith('file:')) return { version, from: version };
  return { version, from: `file:${path.relative(folder, path.resolve(path.dirname(path.dirname(ROOT)), resolved.slice('file:'.length)))}` };
}
