import type { AnyPlugin } from '../plugin/index.ts';
import { forkScript } from '../processes/fork-script.ts';
import type { Plugins, UnfitPlugin } from './load-plugins.ts';

/** Builds a schema with these plugins; what spoke against it, if anything. */
export type SchemaAttempt = (keys: readonly string[]) => Promise<string | undefined>;

/** What the trying process answers. */
export interface SchemaAnswer {
  readonly problem: string | undefined;
}

/**
 * The plugins whose part of the GraphQL schema does not fit, by itself or beside those before it. A schema builder is
 * spoiled by a part that throws, so each attempt has a process of its own (a second of one core); there is one where all fit.
 */
export async function unfitSchemas(plugins: Plugins, attempt: SchemaAttempt): Promise<UnfitPlugin[]> {
  if (plugins.size === 0 || (await attempt([...plugins.keys()])) === undefined) return [];
  const fit: string[] = [];
  const unfit: UnfitPlugin[] = [];
  for (const plugin of plugins.values()) {
    const problem = await attempt([...fit, plugin.key]);
    if (problem === undefined) fit.push(plugin.key);
    else unfit.push({ name: plugin.key, problems: [sentence(plugin, problem)] });
  }
  return unfit;
}

const sentence = ({ key }: AnyPlugin, problem: string) =>
  `Plugin ${JSON.stringify(key)}: its part of the API does not fit: ${problem}${problem.endsWith('.') ? '' : '.'} Its types, enums and fields need names of their own, for example with ${JSON.stringify(key.charAt(0).toUpperCase() + key.slice(1))} in front.`;

/** Attempts in child processes, which see nothing of the environment but what they need. */
export function attemptInChild(pluginsFile: string, environment: Readonly<Record<string, string>>): SchemaAttempt {
  return (keys) =>
    new Promise((resolve) => {
      const child = forkScript(new URL('./try-schemas-child.ts', import.meta.url), environment);
      child.once('message', (answer: SchemaAnswer) => resolve(answer.problem));
      child.once('exit', (code) => resolve(`it ended the process that tried it (exit code ${code})`));
      child.once('error', (error) => resolve(error.message));
      child.send({ pluginsFile, keys });
    });
}
