/**
 * @typedef {{ name: string, version: string, description: string, license: string, type: string, engines: object, bin: object,
 *   exports: Record<string, string>, dependencies: object, optionalDependencies: object }} Manifest
 */

/** The package's own package.json, from the clone's: what is exported is built, and nothing of it is needed to develop Flywheel. @param {Manifest} clone */
export function packageManifest({ name, version, description, license, type, engines, bin, exports, dependencies, optionalDependencies }) {
  return { name, version, description, license, type, engines, bin, exports: Object.fromEntries(Object.entries(exports).map(([door, file]) => [door, built(file)])), dependencies, optionalDependencies };
}

/** @param {string} file */
function built(file) {
  const bare = /^(.*)\.ts$/.exec(file)?.[1];
  return bare === undefined ? file : { types: `${bare}.d.ts`, default: `${bare}.js` };
}
