import { z } from 'zod';
import { type AnyPlugin, type DatasetDescription, parseValues } from '../../plugin/index.ts';
import { Fault, Faults } from '../fault.ts';
import { logLine } from './log-line.ts';

type Values = Readonly<Record<string, unknown>>;

const fitted = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), values: z.record(z.string(), z.unknown()) }),
  z.object({ ok: z.literal(false), issues: z.array(z.object({ field: z.string(), message: z.string() })).min(1) }),
]);

/**
 * The hyper-parameters as the plugin fits them to the data: complete, and parsed once more. What does not suit the data
 * becomes faults, each with the path of its field.
 */
export function fitHyperparameters(plugin: AnyPlugin, hyperparameters: Values, dataset: DatasetDescription): Values {
  if (!plugin.fitHyperparameters) return hyperparameters;
  const answer = fitted.safeParse(ask(plugin, hyperparameters, dataset));
  if (!answer.success) throw broken(plugin, 'it answered neither values nor issues');
  if (!answer.data.ok) throw new Faults(answer.data.issues.map(({ field, message }) => new Fault('INVALID_INPUT', sentence(field, message), ['algorithm', plugin.key, field])));
  const parsed = parseValues(plugin.hyperparameters, answer.data.values);
  if (!parsed.ok) throw broken(plugin, `it chose what it does not allow itself: ${parsed.issues.map(({ field, message }) => `${field} ${message}`).join('; ')}`);
  return { ...parsed.values };
}

function ask(plugin: AnyPlugin, hyperparameters: Values, dataset: DatasetDescription): unknown {
  try {
    return plugin.fitHyperparameters?.(hyperparameters, dataset);
  } catch (error) {
    throw broken(plugin, logLine(error instanceof Error ? error.message : error));
  }
}

const sentence = (field: string, message: string) => `${field} ${logLine(message).replace(/\.$/, '')}.`;

function broken({ key, version, name }: AnyPlugin, why: string): Fault {
  return new Fault('INVALID_STATE', `The plugin ${key} ${version} (${name}) could not fit its hyper-parameters to this dataset version: ${why.replace(/\.$/, '')}. This is a fault of the plugin's fitHyperparameters.`, ['algorithm', key]);
}
