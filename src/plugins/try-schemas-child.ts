import { z } from 'zod';
import { buildSchema } from '../graphql/schema.ts';
import { deliverToParent, liveWithParent } from '../processes/parent.ts';
import { acceptTypeScript } from './accept-typescript.ts';
import { loadPlugins } from './load-plugins.ts';
import type { SchemaAnswer } from './try-schemas.ts';

const task = z.object({ pluginsFile: z.string(), keys: z.array(z.string()) });

/** Builds the schema with some of the plugins, says whether that works, and ends. */
process.once('message', (message: unknown) => {
  void answer(message).then(deliverToParent).then(() => process.exit(0));
});
liveWithParent();
acceptTypeScript();

async function answer(message: unknown): Promise<SchemaAnswer> {
  try {
    const { pluginsFile, keys } = task.parse(message);
    const plugins = await loadPlugins(pluginsFile);
    buildSchema(new Map([...plugins].filter(([key]) => keys.includes(key))));
    return { problem: undefined };
  } catch (error) {
    return { problem: (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '' };
  }
}
