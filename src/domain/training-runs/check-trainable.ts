import type { EntityManager } from '@mikro-orm/postgresql';
import type { AnyPlugin } from '../../plugin/index.ts';
import type { DatasetVersion } from '../entities/dataset-version.ts';
import { QualityOverrule } from '../entities/quality-overrule.ts';
import { Fault } from '../fault.ts';

const path = ['datasetVersionId'];

/** A fault where the version has not passed its quality gate (unless an ADMIN overruled it), or is of another kind than the plugin learns from. */
export async function checkTrainable(tx: EntityManager, version: DatasetVersion, plugin: AnyPlugin): Promise<void> {
  if (version.status === 'REJECTED' && !(await tx.findOne(QualityOverrule, { datasetVersion: version.id }))) throw gateFailed(version);
  if (version.status !== 'READY' && version.status !== 'REJECTED') throw new Fault('INVALID_STATE', `This dataset version is ${version.status}; only a READY one can be trained on.`, path);
  const kind = version.dataset.getEntity().kind;
  if (plugin.datasetKinds.includes(kind)) return;
  throw new Fault('INVALID_INPUT', `${plugin.name} learns from ${plugin.datasetKinds.join(', ')}; this dataset is ${kind}.`, path);
}

/** Says what is wrong, and which steps would help. */
function gateFailed({ quality }: DatasetVersion): Fault {
  const errors = quality?.findings.filter(({ severity }) => severity === 'ERROR') ?? [];
  const steps = [...new Set(errors.flatMap(({ suggestion }) => suggestion ?? []))];
  const help = steps.length > 0 ? `Clean it with ${steps.join(', ')} (cleanDatasetVersion).` : 'No cleaning step mends that: import better data.';
  return new Fault('QUALITY_GATE_FAILED', `This dataset version failed its quality assessment. ${errors.map(({ message }) => message).join(' ')} ${help}`, path);
}
