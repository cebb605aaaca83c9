import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

/** Memory of this process, without what JavaScript has not swept up yet, which is 30 MB and more at times. */
export function residentBytes(): number {
  if (typeof collectGarbage !== 'function') throw new Error('This Node has no function gc.');
  collectGarbage();
  return process.memoryUsage.rss();
}
