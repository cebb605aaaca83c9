import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { SetupProblem } from '../setup/problem.mjs';
import { init } from './init.mjs';
import { newPlugin } from './new-plugin.mjs';

/** @typedef {{ setUpAndRun: typeof import('../setup/entry.mjs').setUpAndRun, programArguments: typeof import('../setup/place.mjs').programArguments }} Programs */
/** @typedef {{ words: string, does: string, run: (args: string[], programs: Programs) => Promise<void> | void }} Command */

/** @param {string} name @returns {Command['run']} */
const program = (name, needs = {}) => (_args, { setUpAndRun, programArguments }) => setUpAndRun(() => programArguments(name), needs);

/** @type {Record<string, Command>} */
const commands = {
  start: { words: 'start', does: 'sets up what is missing, then runs the server, a worker and the dashboard', run: program('src/start') },
  server: { words: 'server', does: 'runs the server alone', run: program('src/server', { native: false }) },
  worker: { words: 'worker', does: 'runs a worker alone', run: program('src/worker', { dashboard: false }) },
  doctor: { words: 'doctor', does: 'says how tensors are computed here, and what to do where something is missing', run: async () => void (await import('../doctor.mjs')) },
  init: { words: 'init', does: 'writes flywheel.config.ts, which names the plugins, into this folder', run: () => init(process.cwd()) },
  'new-plugin': { words: 'new-plugin NAME', does: 'writes a plugin, with tests, into the folder NAME', run: ([name, ...more]) => newPlugin(name, more, process.cwd()) },
  exec: { words: 'exec COMMAND …', does: 'sets up TensorFlow, then runs a command of node_modules/.bin on Flywheel\'s Node', run: ([name, ...args], { setUpAndRun }) => setUpAndRun(() => [commandFile(name), ...args], { dashboard: false, where: process.cwd() }) },
  help: { words: 'help', does: 'lists these', run: () => console.log(help()) },
};

function help() {
  const rows = Object.values(commands).map(({ words, does }) => `  npx flywheel ${words.padEnd(16)} ${does}`);
  return ['Flywheel trains models on your own data, behind one GraphQL API.', '', ...rows].join('\n');
}

/** A command of node_modules/.bin, here or above, as npm finds it. @param {string | undefined} name */
function commandFile(name) {
  if (name === undefined) throw new SetupProblem('there is no command to run', 'say which, for example `npx flywheel exec vitest run`');
  for (let folder = process.cwd(); ; folder = path.dirname(folder)) {
    const file = path.join(folder, 'node_modules/.bin', name);
    if (existsSync(file)) return realpathSync(file);
    if (folder === path.dirname(folder)) throw new SetupProblem(`node_modules/.bin has no ${name}`, 'run `npm install --ignore-scripts` here, or name a command that a package of this folder brings');
  }
}

/** @param {string[]} args what was typed after `flywheel` @param {Programs} programs */
export async function commandLine([name = 'help', ...args], programs) {
  const command = commands[/^(-h|--help)$/.test(name) ? 'help' : name];
  try {
    if (command === undefined) throw new SetupProblem(`there is no command ${name}`, `\`npx flywheel help\` lists them`);
    await command.run(args, programs);
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
