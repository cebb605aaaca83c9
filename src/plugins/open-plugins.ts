import type { Logger } from '../logging.ts';
import { Problem } from '../problem.ts';
import { loadPlugins, type Plugins, type UnfitPlugin } from './load-plugins.ts';
import { attemptInChild, unfitSchemas } from './try-schemas.ts';

export interface OpenedPlugins {
  readonly plugins: Plugins;
  /** Left out: the server goes on without them. */
  readonly unfit: readonly UnfitPlugin[];
}

export interface OpenOptions {
  readonly pluginsFile: string;
  /** Of the processes that try whether the plugins' parts of the schema fit. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logger: Logger;
}

/** Loads the plugins of an API process, leaves out those that are unfit, and says so in the log. @throws Problem where the configuration itself cannot be used. */
export async function openPlugins({ pluginsFile, environment, logger }: OpenOptions): Promise<OpenedPlugins> {
  const unfit: UnfitPlugin[] = [];
  const loaded = await loadPlugins(pluginsFile, (one) => unfit.push(one));
  const misfits = await unfitSchemas(loaded, attemptInChild(pluginsFile, environment));
  unfit.push(...misfits);
  for (const { name, problems } of unfit) logger.error(`Plugin ${name} is left out. ${problems.join(' ')}`);
  const left = new Set(misfits.map(({ name }) => name));
  const plugins = new Map([...loaded].filter(([key]) => !left.has(key)));
  if (plugins.size === 0) throw new Problem(`${pluginsFile} names no plugin that can be used. ${unfit.flatMap(({ problems }) => problems).join(' ')}`.trim());
  return { plugins, unfit };
}
