// npm run pack [-- FOLDER]: builds Flywheel's npm package in dist/package and packs it; the tarball comes into FOLDER, else into dist.
import path from 'node:path';
import { buildPackage } from './pack/build.mjs';
import { run } from './setup/command.mjs';
import { setUp } from './setup/index.mjs';
import { npmCommand } from './setup/modules.mjs';
import { ROOT } from './setup/place.mjs';
import { SetupProblem } from './setup/problem.mjs';

try {
  const { node } = await setUp({ native: false });
  const folder = path.join(ROOT, 'dist/package');
  await buildPackage({ root: ROOT, node, folder });
  const [npm = '', ...first] = npmCommand(process.env);
  const target = path.resolve(process.argv[2] ?? path.join(ROOT, 'dist'));
  const packed = await run(npm, [...first, 'pack', folder, '--pack-destination', target, '--ignore-scripts', '--loglevel=error'], { cwd: ROOT });
  if (packed.status !== 0) throw new SetupProblem('the package could not be packed', `run \`npm pack ${folder}\` to see why`);
  console.log(path.join(target, packed.stdout.trim().split('\n').at(-1) ?? ''));
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
