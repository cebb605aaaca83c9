import { ref } from '@mikro-orm/postgresql';
import { cleanDatasetVersion } from '../../dataset-versions/clean-dataset-version.ts';
import { sealUnderWay } from '../../datasets/seal-dataset-version.ts';
import { DatasetVersion } from '../../entities/dataset-version.ts';
import type { FlywheelCycle } from '../../entities/flywheel-cycle.ts';
import type { FlywheelPolicy } from '../../entities/flywheel-policy.ts';
import { PRODUCTION } from '../../models/move-alias.ts';
import { ModelAlias } from '../../entities/model-alias.ts';
import { QualityOverrule } from '../../entities/quality-overrule.ts';
import { createDatasetVersionFromFeedback } from '../../feedback/create-dataset-version-from-feedback.ts';
import { startTrainingRun } from '../../training-runs/start-training-run.ts';
import { leaveDataOut } from '../leave-data-out.ts';
import type { FlywheelServices } from '../services.ts';
import { policyCaller } from '../policy-caller.ts';
import { goOn, keyOf, remember } from './step.ts';

/** Feedback becomes a version; one that passes the quality gate is trained on, one that does not is cleaned once. */
export async function assess(services: FlywheelServices, policy: FlywheelPolicy, cycle: FlywheelCycle): Promise<void> {
  const version = cycle.datasetVersion ? await services.em.findOneOrFail(DatasetVersion, cycle.datasetVersion.id) : null;
  if (!version) return makeVersion(services, policy, cycle);
  if (version.status === 'READY') return startRun(services, policy, cycle, version);
  if (version.status === 'FAILED') return goOn(services.em, policy, cycle, { state: 'FAILED', reason: `Version ${version.number} could not be made: ${version.failure ?? ''}` });
  if (version.status !== 'REJECTED') return;
  if (await services.em.findOne(QualityOverrule, { datasetVersion: version.id })) return startRun(services, policy, cycle, version);
  const findings = version.quality?.findings ?? [];
  if (cycle.state === 'ASSESSING' && cycle.rules.clean && findings.some(({ suggestion }) => suggestion)) return clean(services, policy, cycle, version);
  const told = findings.filter(({ severity }) => severity === 'ERROR').map(({ message }) => message).join(' ');
  await goOn(services.em, policy, cycle, { state: 'HELD', reason: `Version ${version.number} did not pass the quality gate${cycle.state === 'CLEANING' ? ', cleaned' : ''}. ${told} The next cycle goes on without it; its labels wait for review.` }, (held, tx) => leaveDataOut(tx, policy, held));
}

/** Where records of the same dataset are being sealed, by somebody or by this step before a crash, that is waited for. */
async function makeVersion(services: FlywheelServices, policy: FlywheelPolicy, cycle: FlywheelCycle): Promise<void> {
  if ((await sealUnderWay(services.em, policy.dataset.id)) !== undefined) return;
  const { datasetVersion } = await createDatasetVersionFromFeedback(services, policyCaller(policy), {
    datasetId: policy.dataset.id, modelId: policy.model.id, datasetVersionId: cycle.parent?.id, idempotencyKey: keyOf(cycle, 'data'),
  });
  await remember(services.em, policy, cycle, (own) => {
    own.datasetVersion = ref(datasetVersion);
  });
}

async function clean(services: FlywheelServices, policy: FlywheelPolicy, cycle: FlywheelCycle, { id, number, quality }: DatasetVersion): Promise<void> {
  const cleaned = await cleanDatasetVersion(services, policyCaller(policy), { datasetVersionId: id, idempotencyKey: keyOf(cycle, 'clean') });
  const steps = [...new Set(quality?.findings.flatMap(({ suggestion }) => suggestion ?? []))].join(', ');
  await goOn(services.em, policy, cycle, { state: 'CLEANING', reason: `Version ${number} did not pass the quality gate; version ${cleaned.number} is it, cleaned by ${steps}.` }, (own) => {
    own.datasetVersion = ref(cleaned);
  });
}

async function startRun(services: FlywheelServices, policy: FlywheelPolicy, cycle: FlywheelCycle, { id, number, sampleCount }: DatasetVersion): Promise<void> {
  const { algorithm, rules } = cycle;
  const production = rules.warmStart ? await services.em.findOne(ModelAlias, { model: policy.model.id, alias: PRODUCTION }) : null;
  const run = await startTrainingRun(services, policyCaller(policy), {
    name: `Cycle ${cycle.number}`, datasetVersionId: id, modelId: policy.model.id, algorithm, seed: cycle.number, maxSeconds: rules.maximumTrainingSeconds,
    initialModelVersionId: production?.modelVersion.id, idempotencyKey: keyOf(cycle, 'train'),
  });
  await goOn(services.em, policy, cycle, { state: 'TRAINING', reason: `Version ${number} with ${sampleCount ?? 0} samples passed the quality gate.` }, (own) => {
    own.trainingRun = ref(run);
  });
}
