import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { Problem } from '../problem.ts';
import type { AnyPlugin } from '../plugin/index.ts';
import { pluginProblems } from './plugin-problems.ts';

export type Plugins = ReadonlyMap<string, AnyPlugin>;

const configModule = z.object({ default: z.object({ plugins: z.array(z.custom<AnyPlugin>((value) => typeof value === 'object' && value !== null)) }) });

/**
 * Loads the plugins that the configuration file names, and checks each one, without loading what computes.
 * @throws an error that names the plugin, the place and the fix, where one is unfit.
 */
export async function loadPlugins(pluginsFile: string): Promise<Plugins> {
  const loaded = configModule.safeParse(await import(pathToFileURL(pluginsFile).href));
  if (!loaded.success) throw new Problem(`${pluginsFile} must end in \`export default defineConfig({ plugins: [...] })\`.`);
  const { plugins } = loaded.data.default;
  const problems = pluginProblems(plugins);
  if (problems.length > 0) throw new Problem(`Unfit plugins in ${pluginsFile}:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  return new Map(plugins.map((plugin) => [plugin.key, plugin]));
}
