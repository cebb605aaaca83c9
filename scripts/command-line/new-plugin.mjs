import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow } from '../setup/files.mjs';
import { ROOT } from '../setup/place.mjs';
import { SetupProblem } from '../setup/problem.mjs';
import { flywheelPackage } from './flywheel-package.mjs';

const TEMPLATE = fileURLToPath(new URL('template', import.meta.url));
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const PREFIX = /^flywheel-plugin-/;
/** npm leaves files of these names out of packages. */
const DOTTED = ['gitignore', 'npmrc'];
const TOOLS = { typescript: '5.9.3', vitest: '5.1.1' };

/** @param {string} name of the package @param {{ version: string, from: string }} flywheel */
function manifest(name, { version, from }) {
  return {
    name,
    version: '0.1.0',
    type: 'module',
    license: 'MIT',
    keywords: ['flywheel-plugin'],
    files: ['dist'],
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    scripts: {
      test: 'flywheel exec vitest run',
      types: 'tsc -p tsconfig.test.json',
      build: 'tsc',
      // `prepack` would be the place, but that scripts are off here.
      pack: 'tsc && npm pack',
    },
    peerDependencies: { flywheel: `^${version}` },
    devDependencies: { flywheel: from, ...TOOLS },
  };
}

/**
 * What runs and the API will name the plugin by, told from the package's name.
 * @param {string} name @throws {SetupProblem} where a server would refuse it
 */
function keyOf(name) {
  const rest = name.replace(PREFIX, '');
  const key = rest.replaceAll('-', '');
  if (/^[0-9]/.test(key)) throw new SetupProblem(`${name} would make the plugin's key ${key}, and a key begins with a letter`, `choose a name that does so after flywheel-plugin-, for example \`npx flywheel new-plugin flywheel-plugin-my-${rest}\``);
  // Each folder is named by its plugin's key.
  if (readdirSync(path.join(ROOT, 'plugins')).includes(key)) throw new SetupProblem(`${name} would make the plugin's key ${key}, which a plugin that comes with Flywheel has`, `choose another name, for example \`npx flywheel new-plugin ${name.replace(rest, `my-${rest}`)}\``);
  return key;
}

/**
 * Writes a plugin that works: a denoising autoencoder, to be made into something else.
 * @param {string | undefined} given name of folder and package, or a path that ends in it @param {string[]} more @param {string} where
 * @throws {SetupProblem}
 */
export function newPlugin(given, more, where) {
  const name = path.basename(given ?? '');
  if (given === undefined || more.length > 0 || !NAME.test(name)) {
    throw new SetupProblem(`${given === undefined ? 'the plugin has no name' : `${[given, ...more].join(' ')} is no name for a plugin`}`, 'give one of small letters, digits and dashes, for example `npx flywheel new-plugin my-denoiser`');
  }
  const folder = path.resolve(where, given);
  if (existsSync(folder)) throw new SetupProblem(`${folder} is there already`, 'choose another name, or remove it');
  const key = keyOf(name);
  const title = name.replace(PREFIX, '').replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase());
  const flywheel = flywheelPackage(folder);
  for (const file of filesBelow(TEMPLATE)) {
    const relative = path.relative(TEMPLATE, file);
    const target = path.join(folder, DOTTED.includes(relative) ? `.${relative}` : relative);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, readFileSync(file, 'utf8').replaceAll('__KEY__', key).replaceAll('__TITLE__', title).replaceAll('__NAME__', name));
  }
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest(name, flywheel), null, 2)}\n`);
  console.log(['', `  Wrote ${name}, a denoising autoencoder: src/train.ts and src/model.ts are the algorithm.`, '', `  cd ${path.relative(where, folder)}`, '  npm install', '  npm test', ''].join('\n'));
}
