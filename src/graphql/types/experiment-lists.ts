import { Experiment } from '../../domain/entities/experiment.ts';
import { builder } from '../builder.ts';
import { newestFirst } from '../connection.ts';
import { ExperimentNode, ModelNode } from '../refs.ts';

const ExperimentConnection = builder.connectionObject({ type: ExperimentNode, name: 'ExperimentConnection', description: 'A page of experiments.' }, { name: 'ExperimentEdge', description: 'An experiment in a list.' });

builder.objectFields(ModelNode, (t) => ({
  experiments: t.connection({ type: ExperimentNode, description: 'Newest first.', resolve: (model, args, { em }) => newestFirst(em, Experiment, { model: model.id }, args) }, ExperimentConnection),
  runningExperiment: t.field({
    type: ExperimentNode,
    nullable: true,
    description: 'That divides the generations which name the model; null where none does.',
    resolve: (model, _args, { em }) => em.findOne(Experiment, { model: model.id, state: 'RUNNING' }),
  }),
}));
