import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../setup/place.mjs';
import { SetupProblem } from '../setup/problem.mjs';

/** Writes a flywheel.config.ts that names the plugins which come with Flywheel, each in a line of its own. @param {string} folder */
export function init(folder) {
  const file = path.join(folder, 'flywheel.config.ts');
  if (existsSync(file)) throw new SetupProblem(`${file} is there already`, 'add your plugin to its list');
  const names = readdirSync(path.join(ROOT, 'plugins')).sort();
  const lines = names.map((name) => `    () => import('flywheel/plugins/${name}'),\n`).join('');
  writeFileSync(file, `import { defineConfig } from 'flywheel/plugin';\n\n/** Which algorithms this server offers. A plugin from npm is one more line. */\nexport default defineConfig({\n  plugins: [\n${lines}  ],\n});\n`);
  console.log(`Wrote ${path.relative(process.cwd(), file)}. \`npx flywheel start\` starts the server.`);
}
