import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../setup/command.mjs';
import { filesBelow } from '../setup/files.mjs';
import { SetupProblem } from '../setup/problem.mjs';
import { packageManifest } from './manifest.mjs';
import { asBuilt, staleNames } from './names.mjs';

/** What is shipped as it is: set-up and command line, the built dashboard, the sources that set-up compiles, and texts. */
const AS_IT_IS = ['scripts', 'dashboard/dist', 'src/tensor/native/binding', 'LICENSE', 'README.md'];
/** What is built: TypeScript becomes JavaScript beside its declarations, in the same folders. */
const COMPILED = ['src', 'plugins', 'migrations', 'flywheel.config.ts'];

/**
 * Builds the npm package: Node does not run TypeScript below node_modules, so the programs are built one file for one, and a
 * path in a source is the same path in the package. Types are not checked here: `npm run types` does.
 * @param {{ root: string, node: string, folder: string }} what `folder` is emptied
 * @throws {SetupProblem}
 */
export async function buildPackage({ root, node, folder }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await compile(root, node, folder);
  for (const file of filesBelow(folder)) {
    const built = asBuilt(readFileSync(file, 'utf8'));
    const stale = file.endsWith('.js') ? staleNames(built) : [];
    if (stale.length > 0) throw new SetupProblem(`${path.relative(folder, file)} names ${stale.join(', ')}, which the package does not have`, 'write it as `new URL(\'./name.ts\', import.meta.url)`, which the build follows');
    writeFileSync(file, built);
  }
  for (const name of AS_IT_IS) {
    if (!existsSync(path.join(root, name))) throw new SetupProblem(`${name} is missing`, 'restore it (`git checkout`), or run `npm start` where it is the dashboard');
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(packageManifest(manifest), null, 2)}\n`);
}

/** @param {string} root @param {string} node @param {string} folder */
async function compile(root, node, folder) {
  const settings = path.join(path.dirname(folder), 'tsconfig.package.json');
  writeFileSync(settings, JSON.stringify({
    extends: path.join(root, 'tsconfig.json'),
    compilerOptions: { noEmit: false, noCheck: true, declaration: true, rewriteRelativeImportExtensions: true, allowJs: false, checkJs: false, rootDir: root, outDir: folder, typeRoots: [path.join(root, 'node_modules/@types')] },
    include: COMPILED.map((name) => path.join(root, name)),
    exclude: [],
  }));
  const result = await run(node, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', settings], { cwd: root, guarded: true });
  rmSync(settings, { force: true });
  if (result.status !== 0) throw new SetupProblem(`TypeScript could not build the package (${result.stdout.split('\n')[0]?.trim() ?? ''})`, 'run `npm run types` to see all that it says');
}
