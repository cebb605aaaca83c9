// node scripts/run.mjs [--no-dashboard] [--no-native] <program.ts> [arguments]: sets up what is missing, then runs a program of this repository.
import { setUpAndRun } from './setup/entry.mjs';

const args = process.argv.slice(2);
const flags = args.slice(0, args.findIndex((arg) => !arg.startsWith('--')));
const rest = args.slice(flags.length);
if (rest.length === 0) {
  console.error('Say which program to run: node scripts/run.mjs src/server.ts');
  process.exitCode = 1;
} else {
  await setUpAndRun(['--import', 'tsx', ...rest], { dashboard: !flags.includes('--no-dashboard'), native: !flags.includes('--no-native') });
}
