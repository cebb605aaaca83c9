import type { EntityManager } from '@mikro-orm/postgresql';
import type { AnyPlugin, DatasetDescription } from '../../plugin/index.ts';
import type { Caller } from '../caller.ts';
import { balanceClasses, balancedCounts, type BalancedClass, type ClassBalance } from '../class-balance.ts';
import type { DatasetVersion } from '../entities/dataset-version.ts';
import type { ModelVersion } from '../entities/model-version.ts';
import { Fault } from '../fault.ts';
import type { VersionFiles } from '../ports.ts';
import type { TrainingSubset } from '../training-subset.ts';
import { chooseGenerator } from './choose-generator.ts';
import { logLine } from './log-line.ts';
import { learnedSplit } from './parse-subset.ts';

/** Bytes of pixels that a run may have drawn: they are held in memory while it trains. */
const MOST_GENERATED_BYTES = 2 ** 30;

export interface BalanceServices {
  readonly plugins: ReadonlyMap<string, AnyPlugin>;
  readonly versionFiles: VersionFiles;
}

export interface BalanceInput {
  readonly balance?: ClassBalance | null | undefined;
  readonly balanceModelVersionId?: string | null | undefined;
}

/** What balancing makes of a training split, or of the part of it that a run learns from. */
export interface RunBalance {
  readonly balance: ClassBalance;
  /** Null for NONE. */
  readonly classBalance: { readonly classes: readonly BalancedClass[]; readonly unlabelled: number } | null;
  /** Of GENERATED: what draws the missing samples. */
  readonly modelVersion: ModelVersion | null;
  /** With as many samples of TRAIN as an epoch goes through. */
  readonly dataset: DatasetDescription;
}

/** Refuses what cannot be balanced so, before anything is queued. */
export async function balanceRun(tx: EntityManager, services: BalanceServices, caller: Caller, version: DatasetVersion, input: BalanceInput, subset: TrainingSubset | null): Promise<RunBalance> {
  const { description, classCounts } = await learnedSplit(services.versionFiles, version, subset);
  const balance = input.balance ?? 'NONE';
  if (input.balanceModelVersionId && balance !== 'GENERATED') throw refusal('balanceModelVersionId says what draws samples, which balance: GENERATED alone does.', 'balanceModelVersionId');
  if (balance === 'NONE') return { balance, classBalance: null, modelVersion: null, dataset: description };
  if (description.classes.length === 0) throw refusal(`${balance} balances classes, and the samples of this dataset version have none. Leave balance out.`);

  const counts = await classCounts();
  const present = description.classes.filter((_, index) => (counts[index] ?? 0) > 0);
  if (present.length < 2) throw refusal(`${balance} needs two classes at least; the training split has ${present.length === 0 ? 'no labelled sample' : `samples of ${JSON.stringify(present[0])} alone`}. Leave balance out.`);
  const classes = balanceClasses(balance, description.classes, counts);
  const unlabelled = description.counts.TRAIN - sum(counts);
  const dataset = { ...description, counts: { ...description.counts, TRAIN: sum(balancedCounts(balance, counts)) + unlabelled } };
  const modelVersion = balance === 'GENERATED' ? await generatorFor(tx, services, caller, { version, description, classes, modelVersionId: input.balanceModelVersionId ?? null }) : null;
  return { balance, classBalance: { classes, unlabelled }, modelVersion, dataset };
}

interface GeneratorWish {
  readonly version: DatasetVersion;
  readonly description: DatasetDescription;
  readonly classes: readonly BalancedClass[];
  readonly modelVersionId: string | null;
}

async function generatorFor(tx: EntityManager, services: BalanceServices, caller: Caller, { version, description, classes, modelVersionId }: GeneratorWish): Promise<ModelVersion | null> {
  if (description.kind !== 'IMAGE') throw refusal(`GENERATED draws images; this dataset is ${description.kind}. OVERSAMPLE and UNDERSAMPLE balance every kind of data that has classes.`);
  const lacking = classes.filter(({ generated }) => generated > 0);
  const { height, width, channels } = description.image;
  const missing = sum(lacking.map(({ generated }) => generated));
  if (missing * height * width * channels > MOST_GENERATED_BYTES) throw refusal(`${missing} images would have to be drawn, more than fit into memory. OVERSAMPLE or CLASS_WEIGHTS need none.`);
  if (lacking.length === 0) return null;
  return chooseGenerator(tx, services, caller, { version, description, lacking: lacking.map(({ label }) => label), modelVersionId });
}

/** Refuses CLASS_WEIGHTS where the plugin's loss does not heed them, for these settings and this data. */
export function checkWeights(plugin: AnyPlugin, balance: ClassBalance, hyperparameters: Readonly<Record<string, unknown>>, dataset: DatasetDescription): void {
  if (balance !== 'CLASS_WEIGHTS') return;
  const other = 'OVERSAMPLE and UNDERSAMPLE need nothing of it.';
  if (!plugin.heedsWeights) throw refusal(`CLASS_WEIGHTS need an algorithm that weighs samples, and ${plugin.name} (${plugin.key} ${plugin.version}) does not say that it does (heedsWeights). ${other}`);
  if (plugin.heedsWeights === true || heeds(plugin, hyperparameters, dataset)) return;
  const task = hyperparameters['task'];
  throw refusal(`${plugin.name} does not weigh samples ${typeof task === 'string' ? `for the task ${task}` : 'with these hyper-parameters'}, so CLASS_WEIGHTS would change nothing. ${other}`);
}

function heeds({ key, version, heedsWeights }: AnyPlugin, hyperparameters: Readonly<Record<string, unknown>>, dataset: DatasetDescription): boolean {
  if (typeof heedsWeights !== 'function') return false;
  try {
    return heedsWeights(hyperparameters, dataset) === true;
  } catch (error) {
    throw new Fault('INVALID_STATE', `The plugin ${key} ${version} could not say whether it weighs samples: ${logLine(error instanceof Error ? error.message : error)} This is a fault of the plugin's heedsWeights.`, ['balance']);
  }
}

const refusal = (message: string, field = 'balance') => new Fault('INVALID_INPUT', message, [field]);
const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
