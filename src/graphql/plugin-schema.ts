import type { Builder } from './builder.ts';
import type { CoreRefs } from './core-refs.ts';

/** Adds a plugin's own types and fields to the schema; `core` holds the types that it may extend. */
export type PluginSchema = (builder: Builder, core: CoreRefs) => void;
