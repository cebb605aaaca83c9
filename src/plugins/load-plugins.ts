import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { Problem } from '../problem.ts';
import type { AnyPlugin, PluginEntry } from '../plugin/index.ts';
import { EnumNames, pluginProblems } from './plugin-problems.ts';

export type Plugins = ReadonlyMap<string, AnyPlugin>;

/** A plugin that the configuration names and that is left out: it harms nobody but itself. */
export interface UnfitPlugin {
  /** Its key, or its place in the configuration where it has none. */
  readonly name: string;
  /** Each a sentence with the plugin, the place and the fix. */
  readonly problems: readonly string[];
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null;
const esModule = z.object({ default: z.object({ plugins: z.array(z.custom<PluginEntry>((value) => isObject(value) || typeof value === 'function')) }) });
/** One beside a package.json that does not say `"type": "module"` comes as CommonJS, a level deeper. */
const configModule = esModule.or(z.object({ default: esModule }).transform((module) => module.default));
const pluginModule = z.object({ default: z.custom<AnyPlugin>(isObject) });

/**
 * Loads the plugins that the configuration file names, and checks each one, without loading what computes. One that
 * is unfit is left out, and `tell` is told.
 *
 * @throws Problem where the file itself cannot be used.
 */
export async function loadPlugins(pluginsFile: string, tell: (unfit: UnfitPlugin) => void = () => undefined): Promise<Plugins> {
  const fit = new Map<string, AnyPlugin>();
  const enums = new EnumNames();
  for (const [index, entry] of (await readConfigFile(pluginsFile)).entries()) {
    const place = `plugins[${index}]`;
    try {
      const plugin = typeof entry === 'function' ? pluginModule.parse(await entry()).default : entry;
      const problems = pluginProblems(plugin, fit, enums);
      if (problems.length === 0) fit.set(plugin.key, plugin);
      else tell({ name: typeof plugin.key === 'string' ? plugin.key : place, problems });
    } catch (error) {
      tell({ name: place, problems: [`${place} of ${basename(pluginsFile)} could not be loaded: ${reasonOf(error)}`] });
    }
  }
  return fit;
}

async function readConfigFile(pluginsFile: string): Promise<readonly PluginEntry[]> {
  let loaded: unknown;
  try {
    loaded = await import(pathToFileURL(pluginsFile).href);
  } catch (error) {
    throw new Problem(`${pluginsFile} could not be loaded: ${reasonOf(error)} Write a plugin that may fail as \`() => import('its-package')\`; it is then left out alone.`);
  }
  const config = configModule.safeParse(loaded);
  if (!config.success) throw new Problem(`${pluginsFile} must end in \`export default defineConfig({ plugins: [...] })\`.`);
  return config.data.default.plugins;
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return 'its module must end in `export default definePlugin({ … })`.';
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  const told = message.replace(/\.$/, '');
  if (code === 'ERR_MODULE_NOT_FOUND') return `${told}. Install it beside the configuration (\`npm install --ignore-scripts\`), or take its line out.`;
  return `${told}. Its author can tell more; until then take its line out.`;
}
