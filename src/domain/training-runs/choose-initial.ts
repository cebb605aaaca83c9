import type { EntityManager } from '@mikro-orm/postgresql';
import { isDeepStrictEqual } from 'node:util';
import type { AnyPlugin, DatasetDescription } from '../../plugin/index.ts';
import type { Caller } from '../caller.ts';
import type { DatasetVersion } from '../entities/dataset-version.ts';
import { ModelVersion } from '../entities/model-version.ts';
import { TrainingRun } from '../entities/training-run.ts';
import { Fault, Faults } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import type { VersionFiles } from '../ports.ts';
import { findLeak } from './find-leak.ts';
import { logLine } from './log-line.ts';

type Values = Readonly<Record<string, unknown>>;

/** A version that a run goes on from, and how it was trained. */
export interface Initial {
  readonly modelVersion: ModelVersion;
  readonly run: TrainingRun;
}

const path = ['initialModelVersionId'];
const refusal = (message: string) => new Fault('INVALID_INPUT', message, path);

/** The version that a run of this plugin may go on from on this data, as far as can be told without the run's settings. */
export async function chooseInitial(tx: EntityManager, versionFiles: VersionFiles, caller: Caller, plugin: AnyPlugin, version: DatasetVersion, modelVersionId: string): Promise<Initial> {
  const modelVersion = await getOwn(tx, ModelVersion, caller, modelVersionId, path);
  await tx.populate(modelVersion, ['model']);
  const { name, algorithm } = modelVersion.model.getEntity();
  if (algorithm !== plugin.key) throw refusal(`Version ${modelVersion.number} of ${name} was made by ${algorithm}; ${plugin.name} can only go on from what it has made itself.`);
  if (plugin.warmStart === undefined) throw refusal(`${plugin.name} (${plugin.key} ${plugin.version}) cannot go on from a model: it does not say that it does (warmStart). Leave initialModelVersionId out.`);
  const { description } = version;
  if (!description) throw new Error(`Dataset version ${version.id} is READY and has no description.`);
  const other = otherShape(modelVersion.dataset, description);
  if (other !== undefined) throw refusal(`Version ${modelVersion.number} of ${name} was trained on ${other}.`);
  const run = await tx.findOne(TrainingRun, { modelVersion: modelVersion.id });
  if (!run) throw refusal(`The training run of version ${modelVersion.number} is gone, so nobody knows its settings.`);
  const leak = description.kind === 'IMAGE' ? await findLeak(tx, versionFiles, run, version, description) : undefined;
  if (leak !== undefined) throw refusal(`This version cannot be gone on from here: ${leak}. Train on a dataset version that was derived from the one that it was trained on, which keeps its splits.`);
  return { modelVersion, run };
}

/**
 * Settings with those that the earlier model's weights ask for. GraphQL fills in defaults, so a default counts as left open: it
 * gives way to what the model has, where any other value is refused.
 */
export function keepSettings(plugin: AnyPlugin, { run, modelVersion }: Initial, parsed: Values): Values {
  const kept = keptFields(plugin, { run, modelVersion });
  const faults = kept.flatMap((field) => {
    const [wanted, had] = [parsed[field], run.hyperparameters[field]];
    if (wanted === undefined || wanted === plugin.hyperparameters[field].default || wanted === had) return [];
    return [new Fault('INVALID_INPUT', had === undefined ? `${field} was not used by version ${modelVersion.number}; leave it out to go on from that.` : `${field} must be ${JSON.stringify(had)} to go on from version ${modelVersion.number}, not ${JSON.stringify(wanted)}.`, ['algorithm', plugin.key, field])];
  });
  if (faults.length > 0) throw new Faults(faults);
  return { ...parsed, ...Object.fromEntries(kept.flatMap((field) => (run.hyperparameters[field] === undefined ? [] : [[field, run.hyperparameters[field]]]))) };
}

/** What the plugin has against it, of the settings that the run will have. */
export function checkMisfit(plugin: AnyPlugin, { run, modelVersion }: Initial, hyperparameters: Values, dataset: DatasetDescription): void {
  if (plugin.warmStart === undefined || plugin.warmStart === true) return;
  const { misfit } = plugin.warmStart;
  const sentence: unknown = misfit && ask(plugin, 'misfit', () => misfit(hyperparameters, dataset, earlierOf({ run, modelVersion })));
  if (sentence !== undefined) throw refusal(`${plugin.name} cannot go on from version ${modelVersion.number}: ${logLine(String(sentence)).replace(/\.$/, '')}.`);
}

function keptFields(plugin: AnyPlugin, initial: Initial): readonly string[] {
  if (plugin.warmStart === undefined || plugin.warmStart === true) return [];
  const { keeps } = plugin.warmStart;
  const fields: unknown = typeof keeps === 'function' ? ask(plugin, 'keeps', () => keeps(earlierOf(initial))) : keeps;
  return Array.isArray(fields) ? fields.filter((field) => typeof field === 'string' && Object.hasOwn(plugin.hyperparameters, field)) : [];
}

const earlierOf = ({ run, modelVersion }: Initial) => ({ hyperparameters: run.hyperparameters, dataset: modelVersion.dataset });

function ask<Answer>({ key, version, name }: AnyPlugin, what: string, question: () => Answer): Answer {
  try {
    return question();
  } catch (error) {
    throw new Fault('INVALID_STATE', `The plugin ${key} ${version} (${name}) could not say what it goes on from: ${logLine(error instanceof Error ? error.message : error).replace(/\.$/, '')}. This is a fault of the plugin's warmStart.${what}.`, ['algorithm', key]);
  }
}

/** What the model was trained on, to follow "was trained on", where that is of another kind or shape; undefined where weights fit both. */
function otherShape(model: DatasetDescription, data: DatasetDescription): string | undefined {
  if (model.kind !== data.kind) return `data of kind ${model.kind}; this dataset is ${data.kind}`;
  if (model.kind === 'IMAGE' && data.kind === 'IMAGE' && !isDeepStrictEqual(model.image, data.image)) return `images of ${sides(model.image)}; these are of ${sides(data.image)}`;
  if (model.kind === 'TABULAR' && data.kind === 'TABULAR' && !isDeepStrictEqual(model.columns, data.columns)) return 'other columns than this dataset version has';
  return undefined;
}

const sides = ({ height, width, channels }: { readonly height: number; readonly width: number; readonly channels: number }) => `${height} × ${width} × ${channels}`;
