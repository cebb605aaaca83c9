import type { EntityManager } from '@mikro-orm/postgresql';
import { Dataset } from '../../../src/domain/entities/dataset.ts';
import { DatasetVersion } from '../../../src/domain/entities/dataset-version.ts';
import { Generation } from '../../../src/domain/entities/generation.ts';
import { Model } from '../../../src/domain/entities/model.ts';
import { ModelVersion } from '../../../src/domain/entities/model-version.ts';
import { Project } from '../../../src/domain/entities/project.ts';
import { TrainingRun } from '../../../src/domain/entities/training-run.ts';
import type { ImportSource } from '../../../src/domain/version-source.ts';

/** Rows that a test needs but is not about. Give a fork that is flushed by the caller. */
export function createProject(em: EntityManager): Project {
  return em.create(Project, { name: 'Test' });
}

export function createDatasetVersion(em: EntityManager, project: Project, source: Partial<ImportSource> = {}): DatasetVersion {
  const dataset = em.create(Dataset, { project, name: 'Digits', kind: 'IMAGE', versionCount: 1 });
  return em.create(DatasetVersion, {
    project,
    dataset,
    number: 1,
    source: { uploadIds: [], format: 'IDX', split: { validation: 0.1, test: 0.1, seed: 0 }, ...source },
    splits: [],
    classes: [],
    failure: null,
    digest: null,
    sampleCount: null,
    description: null,
    quality: null,
    parent: null,
    changes: null,
  });
}

export function createModel(em: EntityManager, project: Project, algorithm: string): Model {
  return em.create(Model, { project, name: 'Digits', algorithm, versionCount: 1 });
}

export function createTrainingRun(em: EntityManager, project: Project): TrainingRun {
  return em.create(TrainingRun, {
    project,
    name: 'Run',
    algorithm: 'mean',
    pluginVersion: '1.0.0',
    hyperparameters: {},
    seed: 1,
    datasetVersion: createDatasetVersion(em, project),
    model: createModel(em, project, 'mean'),
    modelVersion: null,
    failure: null,
    pendingReason: null,
    maxSeconds: null,
    earlyStopping: null,
    progress: null,
    compute: null,
    startedAt: null,
    finishedAt: null,
  });
}

export function createModelVersion(em: EntityManager, model: Model, files: ModelVersion['files'], dataset: ModelVersion['dataset']): ModelVersion {
  return em.create(ModelVersion, { project: model.project, model, number: 1, metrics: [], parameterCount: 1, sizeBytes: 1, files, dataset });
}

export function createGeneration(em: EntityManager, modelVersion: ModelVersion, prompt: Record<string, unknown>): Generation {
  return em.create(Generation, { project: modelVersion.project, modelVersion, prompt, outputs: [], subject: null, failure: null, secondsTaken: null, finishedAt: null });
}
