import { ModelVersion } from '../../domain/entities/model-version.ts';
import { modelVersionKey } from '../../store/keys.ts';
import { builder } from '../builder.ts';
import { containsErasedData, feedbackCountsOfVersion, initialOfVersion, modelVersionAliases, trainingRunOfVersion } from '../loaders.ts';
import { ModelNode, ModelVersionNode, TrainingRunNode } from '../refs.ts';
import { JudgingMetricType } from './evaluated-metric.ts';
import { FeedbackSummary } from './feedback-summary.ts';
import { MetricValue } from './metric.ts';

interface ModelFileView {
  readonly versionId: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

const ModelFile = builder.objectRef<ModelFileView>('ModelFile').implement({
  description: 'A file of a model version.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    path: t.exposeString('path'),
    url: t.string({
      description: 'Signed; expires. Relative addresses from it reach the files beside it, as TensorFlow.js loads them.',
      resolve: (file, _args, { urls, origin }) => urls.folderFileUrl(origin, modelVersionKey(file.versionId), file.path),
    }),
    sizeBytes: t.exposeFloat('sizeBytes'),
    sha256: t.exposeString('sha256'),
  }),
});

ModelVersionNode.implement({
  description: 'What a training run made.',
  authScopes: { scope: ['READ'] },
  isTypeOf: (value) => value instanceof ModelVersion,
  fields: (t) => ({
    model: t.field({ type: ModelNode, resolve: (version) => version.model.id }),
    number: t.exposeInt('number'),
    aliases: t.stringList({ resolve: async (version, _args, context) => [...(await modelVersionAliases(context).load(version.id))] }),
    trainingRun: t.field({ type: TrainingRunNode, nullable: true, resolve: (version, _args, context) => trainingRunOfVersion(context).load(version.id) }),
    initialModelVersion: t.field({ type: ModelVersionNode, nullable: true, description: 'Whose weights its training went on from.', resolve: (version, _args, context) => initialOfVersion(context).load(version.id) }),
    metrics: t.field({ type: [MetricValue], description: "Measured on the test split of the dataset version; none where that is empty, or could not be measured: the run's log then says why.", resolve: (version) => version.metrics }),
    judgedBy: t.field({ type: [JudgingMetricType], nullable: true, description: 'Metrics of its evaluations that a policy can go by; the first one is what it is judged by first. Empty where it scores no single samples; null of versions that are older than this field.', resolve: (version) => version.judgedBy }),
    parameterCount: t.exposeFloat('parameterCount'),
    sizeBytes: t.exposeFloat('sizeBytes'),
    classes: t.stringList({ description: 'Classes of the dataset version that it was trained on.', resolve: (version) => [...version.dataset.classes] }),
    files: t.field({
      type: [ModelFile],
      description: 'Loadable by TensorFlow.js anywhere, a browser included.',
      resolve: (version) => version.files.map((file) => ({ ...file, versionId: version.id })),
    }),
    containsErasedData: t.boolean({ description: 'Trained on samples of a person since erased.', resolve: (version, _args, context) => containsErasedData(context).load(version.id) }),
    feedbackSummary: t.field({ type: FeedbackSummary, resolve: (version, _args, context) => feedbackCountsOfVersion(context).load(version.id) }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});
