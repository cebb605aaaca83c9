import { type Caller, type Services, write } from '../caller.ts';
import { takeLabelsBack } from '../consensus/set-aside.ts';
import { DatasetVersion } from '../entities/dataset-version.ts';
import { Project } from '../entities/project.ts';
import { QualityOverrule } from '../entities/quality-overrule.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { lineInput } from '../text-input.ts';

export interface OverruleQualityGateInput {
  readonly datasetVersionId: string;
  readonly reason: string;
}

/** Lets a version that failed its quality gate be trained on; who did it and why is kept. The version stays REJECTED. */
export async function overruleQualityGate({ em }: Pick<Services, 'em'>, caller: Caller, input: OverruleQualityGateInput): Promise<DatasetVersion> {
  const reason = lineInput(input.reason, 'reason', 2000);
  return write(em, async (tx) => {
    const version = await getOwn(tx, DatasetVersion, caller, input.datasetVersionId, ['datasetVersionId']);
    if (version.status !== 'REJECTED') throw new Fault('INVALID_STATE', `This dataset version is ${version.status}; only a REJECTED one has a gate to overrule.`, ['datasetVersionId']);
    if (await tx.findOne(QualityOverrule, { datasetVersion: version.id })) throw new Fault('CONFLICT', 'The gate of this dataset version has been overruled already.', ['datasetVersionId']);
    tx.create(QualityOverrule, { project: tx.getReference(Project, caller.projectId, { wrapped: true }), datasetVersion: version, reason, actor: caller.actor });
    await tx.flush();
    await takeLabelsBack(tx, version.id);
    return version;
  });
}
