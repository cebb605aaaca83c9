import type { AnyPlugin } from './define-plugin.ts';

/** A plugin, or how to load it, for example `() => import('flywheel-plugin-denoiser')`: what cannot be loaded then harms itself alone. */
export type PluginEntry = AnyPlugin | (() => Promise<{ readonly default: AnyPlugin }>);

/** What `flywheel.config.ts` exports: which algorithms this server offers. */
export interface FlywheelConfig {
  readonly plugins: readonly PluginEntry[];
}

export function defineConfig(config: FlywheelConfig): FlywheelConfig {
  return config;
}
