import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { printSchema } from 'graphql';
import { readConfig } from '../src/config.ts';
import { buildSchema } from '../src/graphql/schema.ts';
import { loadPlugins } from '../src/plugins/load-plugins.ts';

/** Writes schema.graphql; with `--check` only says whether it is as the code has it. */
const path = fileURLToPath(new URL('schema.graphql', import.meta.url));
const printed = `${printSchema(buildSchema(await loadPlugins(readConfig({}).pluginsFile)))}\n`;
if (!process.argv.includes('--check')) await writeFile(path, printed);
else if ((await readFile(path, 'utf8').catch(() => '')) !== printed) {
  console.error('schema/schema.graphql differs from the code; `npm run schema` writes it anew.');
  process.exit(1);
}
