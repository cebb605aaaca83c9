import type { AnyPlugin } from '../../plugin/index.ts';
import { parseValues } from '../../plugin/index.ts';
import { Fault, Faults } from '../fault.ts';

/** The plugin that the one entry names, and its hyper-parameters with defaults. @throws Faults, one per field that is wrong */
export function parseAlgorithm(plugins: ReadonlyMap<string, AnyPlugin>, algorithm: Readonly<Record<string, unknown>>) {
  const [[key, values] = []] = Object.entries(algorithm);
  const plugin = key === undefined ? undefined : plugins.get(key);
  if (!plugin || key === undefined) throw new Fault('INVALID_INPUT', `algorithm must name one of ${[...plugins.keys()].join(', ')}.`, ['algorithm']);
  const parsed = parseValues(plugin.hyperparameters, typeof values === 'object' && values !== null ? { ...values } : {});
  if (!parsed.ok) throw new Faults(parsed.issues.map(({ field, message }) => new Fault('INVALID_INPUT', `${field} ${message}.`, ['algorithm', key, field])));
  return { plugin, hyperparameters: { ...parsed.values } };
}
