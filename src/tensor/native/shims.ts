import util from 'node:util';

/**
 * Gives node:util back the two functions that tfjs-node 4.22 calls and Node 23 took away.
 * Has to run before the package is loaded.
 */
export function restoreUtilFunctions(): void {
  if (!('isArray' in util)) Object.assign(util, { isArray: Array.isArray });
  if (!('isNullOrUndefined' in util)) Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
}
