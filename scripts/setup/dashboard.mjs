import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';
import { filesBelow } from './files.mjs';
import { SetupProblem } from './problem.mjs';
import { duration, follow } from './progress.mjs';

const STAMP = '.sources';

/** Hash of everything that the built dashboard depends on. @param {string} root */
function sourcesHash(root) {
  const hash = createHash('sha256');
  const folders = ['dashboard', 'schema'].filter((name) => existsSync(path.join(root, name)));
  for (const folder of folders) {
    const names = filesBelow(path.join(root, folder))
      .map((file) => path.relative(root, file))
      .filter((name) => !/^dashboard\/(dist|\.draft|node_modules|src\/gql)\//.test(name))
      .sort();
    for (const name of names) hash.update(`${name}\n`).update(readFileSync(path.join(root, name)));
  }
  return hash.update(readFileSync(path.join(root, 'package-lock.json'))).digest('hex');
}

/** Whether the dashboard has to be built. @param {string} root */
export function dashboardIsStale(root) {
  const stamp = path.join(root, 'dashboard/dist', STAMP);
  return existsSync(path.join(root, 'dashboard')) && (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== sourcesHash(root));
}

/**
 * Builds the dashboard beside the old one and puts it in its place when it is whole.
 * @param {{ root: string, node: string, env: NodeJS.ProcessEnv }} options
 */
export async function buildDashboard({ root, node, env }) {
  const hash = sourcesHash(root);
  const dist = path.join(root, 'dashboard/dist');
  const draft = path.join(root, 'dashboard/.draft/dist');
  const shown = follow('vite build dashboard', (seconds) => duration(seconds));
  const vite = path.join(root, 'node_modules/vite/bin/vite.js');
  const result = await run(node, [vite, 'build', 'dashboard', '--outDir', draft, '--emptyOutDir', '--logLevel', 'warn'], { env: { ...env, NODE_ENV: 'production' }, cwd: root, guarded: true });
  shown.stop();
  if (result.status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    const text = `${result.stderr}\n${result.stdout}`;
    const reason = text.split('\n').find((line) => /error/i.test(line))?.trim() ?? `vite ended with ${result.status ?? result.signal}`;
    throw new SetupProblem(`The dashboard could not be built (${reason})`, 'run `npx vite build dashboard` to see all that it says');
  }
  writeFileSync(path.join(draft, STAMP), hash);
  rmSync(dist, { recursive: true, force: true });
  renameSync(draft, dist);
  rmSync(path.dirname(draft), { recursive: true, force: true });
}
