/**
 * Whether the wheel turns: the quick form of `examples/simulated-users` on a server and a worker of its own, in a folder that is removed at
 * the end: `npm run check:wheel [-- --classes 77 --epochs 0 …]`. What is given goes to the example. Fails where it does.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { install } from './interruptions/installation.ts';

/** Some minutes on two free cores. */
const QUICK = ['--classes', '20', '--subjects', '1000', '--epochs', '20'];

const app = await install();
try {
  const program = fileURLToPath(new URL('../examples/simulated-users/main.ts', import.meta.url));
  const example = fork(program, ['--url', app.url, '--key', app.rootKey, ...QUICK, ...process.argv.slice(2)], { execArgv: ['--import', import.meta.resolve('tsx')] });
  const [code] = await once(example, 'exit');
  process.exitCode = code === 0 ? 0 : 1;
} finally {
  await app.stop();
}
