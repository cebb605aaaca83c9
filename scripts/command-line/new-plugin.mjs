import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow } from '../setup/files.mjs';
import { SetupProblem } from '../setup/problem.mjs';
import { flywheelPackage } from './flywheel-package.mjs';

const TEMPLATE = fileURLToPath(new URL('template', import.meta.url));
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
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
  const key = name.replace(/^flywheel-plugin-/, '').replaceAll('-', '');
  const title = name.replace(/^flywheel-plugin-/, '').replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase());
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
