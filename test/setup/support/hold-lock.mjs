// Takes the lock folder named as argument, says so, and holds it until its input ends.
import { once } from 'node:events';
import { withLock } from '../../../scripts/setup/lock.mjs';

await withLock(process.argv[2] ?? '', async () => {
  console.log('locked');
  process.stdin.resume();
  await once(process.stdin, 'end');
  console.log('released');
}, () => console.log('waiting'));
