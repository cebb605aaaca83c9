import { join } from 'node:path';
import type { ModelName } from './models/model.ts';
import type { Way } from './run.ts';

/** A script of `ways/`, run by this Node. */
const script = (file: string, ...args: readonly string[]): Way['command'] => [process.execPath, '--import', 'tsx', join(import.meta.dirname, 'ways', `${file}.ts`), ...args];

/** Ours: as a script of one's own, and for the VAE as the plugin, through the platform and in TensorFlow.js without anything of ours. */
export function ownWays(model: ModelName, steps: number, hasServer: boolean): Way[] {
  const way = (name: string, command: Way['command']): Way => ({ name, model, precision: 'FLOAT32', side: 'OURS', command });
  return [
    way('compiled', script('own', 'compiled', model, String(steps))),
    way('eager', script('own', 'eager', model, String(steps))),
    ...(model === 'vae' ? [way('plugin', script('plugin', String(steps))), way('tfjs', script('tfjs', String(steps)))] : []),
    { ...way('mixed', script('own', 'mixed', model, String(steps))), precision: 'MIXED' },
    ...(model === 'vae' && hasServer ? [way('platform', script('platform', String(steps)))] : []),
  ];
}
