import type { AnyPlugin } from './define-plugin.ts';

/** What `flywheel.config.ts` exports: which algorithms this server offers. */
export interface FlywheelConfig {
  readonly plugins: readonly AnyPlugin[];
}

export function defineConfig(config: FlywheelConfig): FlywheelConfig {
  return config;
}
