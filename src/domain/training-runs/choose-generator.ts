import type { EntityManager } from '@mikro-orm/postgresql';
import type { AnyPlugin, ImageDescription } from '../../plugin/index.ts';
import type { Caller } from '../caller.ts';
import type { DatasetVersion } from '../entities/dataset-version.ts';
import { ModelVersion } from '../entities/model-version.ts';
import { TrainingRun } from '../entities/training-run.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import type { VersionFiles } from '../ports.ts';
import { findLeak } from './find-leak.ts';

/** Models that are looked at, newest first. */
const LOOKED_AT = 200;

export interface GeneratorSearch {
  /** Whose training split lacks samples. */
  readonly version: DatasetVersion;
  readonly description: ImageDescription;
  /** Classes that lack samples. */
  readonly lacking: readonly string[];
  /** Named by the caller; null: the newest that suits. */
  readonly modelVersionId: string | null;
}

interface Services {
  readonly plugins: ReadonlyMap<string, AnyPlugin>;
  readonly versionFiles: VersionFiles;
}

/**
 * The model version that draws what is missing. It knows the classes, draws images of the same shape, and nothing that it
 * was trained on is in the validation or test split of the version: else the run would be measured on what it has seen.
 */
export async function chooseGenerator(tx: EntityManager, { plugins, versionFiles }: Services, caller: Caller, search: GeneratorSearch): Promise<ModelVersion> {
  const { modelVersionId, lacking, description: { image } } = search;
  if (modelVersionId !== null) {
    const modelVersion = await getOwn(tx, ModelVersion, caller, modelVersionId, ['balanceModelVersionId']);
    const run = await tx.findOne(TrainingRun, { modelVersion: modelVersion.id });
    const reason = run ? (unfit(plugins, run, modelVersion, search) ?? (await findLeak(tx, versionFiles, run, search.version, search.description))) : 'its training run is gone, so nobody knows what it was trained on';
    if (reason === undefined) return modelVersion;
    throw new Fault('INVALID_INPUT', `This model cannot draw the missing samples: ${reason}. ${remedy(lacking)}`, ['balanceModelVersionId']);
  }
  const keys = [...plugins.values()].flatMap((plugin) => (plugin.drawsClasses ? [plugin.key] : []));
  const where = { project: caller.projectId, state: 'SUCCEEDED' as const, algorithm: { $in: keys }, modelVersion: { $ne: null }, model: { isTrial: false } };
  const runs = await tx.find(TrainingRun, where, { orderBy: { modelVersion: { id: 'desc' } }, limit: LOOKED_AT, populate: ['modelVersion'] });
  for (const run of runs) {
    const modelVersion = run.modelVersion?.getEntity();
    if (!modelVersion || unfit(plugins, run, modelVersion, search) !== undefined) continue;
    if ((await findLeak(tx, versionFiles, run, search.version, search.description)) === undefined) return modelVersion;
  }
  const what = `images of ${listed(lacking)} of ${image.height} × ${image.width} pixels with ${image.channels} ${image.channels === 1 ? 'channel' : 'channels'}`;
  throw new Fault('INVALID_STATE', `No model of this project can draw ${what} without having seen the validation or test split. ${remedy(lacking)}`, ['balance']);
}

const remedy = (lacking: readonly string[]) => `Train one on this dataset version first, a VAE or GAN with conditional: true, and look at what it draws of ${listed(lacking)}; or use OVERSAMPLE.`;

/** What speaks against a model, to follow "this model cannot: "; undefined where nothing does. */
function unfit(plugins: ReadonlyMap<string, AnyPlugin>, run: TrainingRun, { dataset }: ModelVersion, { description, lacking }: GeneratorSearch): string | undefined {
  const plugin = plugins.get(run.algorithm);
  if (!plugin?.drawsClasses) return `${plugin?.name ?? run.algorithm} does not draw samples of a class`;
  if (plugin.drawsClasses(run.hyperparameters) !== true) return 'it was trained without classes (conditional: false)';
  if (dataset.kind !== 'IMAGE') return `it was trained on data of kind ${dataset.kind}`;
  if (shape(dataset) !== shape(description)) return `it draws images of ${shape(dataset)}, and these have ${shape(description)}`;
  const unknown = lacking.filter((label) => !dataset.classes.includes(label));
  return unknown.length === 0 ? undefined : `it does not know ${listed(unknown)}`;
}

const shape = ({ image: { height, width, channels } }: ImageDescription) => `${height} × ${width} × ${channels}`;

const listed = (labels: readonly string[]) => `${labels.slice(0, 5).map((label) => JSON.stringify(label)).join(', ')}${labels.length > 5 ? ', …' : ''}`;
