import { resolveOffsetConnection } from '@pothos/plugin-relay';
import type { Evaluation } from '../../domain/entities/evaluation.ts';
import type { EvaluatedSample } from '../../domain/evaluations/evaluation-files.ts';
import { builder } from '../builder.ts';
import { chargeRows, checkPage, DEFAULT_PAGE, MAX_PAGE } from '../connection.ts';
import { badInput } from '../errors.ts';
import { orGraphqlError } from '../or-graphql-error.ts';
import { EvaluationNode } from '../refs.ts';
import { samplesAt } from '../samples-at.ts';
import { SampleType } from './sample.ts';

interface PlacedSample extends EvaluatedSample {
  readonly evaluation: Evaluation;
}

const EvaluatedSampleType = builder.objectRef<PlacedSample>('EvaluatedSample').implement({
  description: 'A sample, and what the model made of it.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    position: t.exposeInt('position', { description: 'Its place in the dataset version, from 0.' }),
    sample: t.field({ type: SampleType, nullable: true, description: 'What is in it.', resolve: ({ evaluation, position }, _args, context) => orGraphqlError(() => samplesAt(context).load({ datasetVersionId: evaluation.datasetVersion.id, position })) }),
    label: t.string({ nullable: true, description: 'Of classifiers.', resolve: ({ classified }) => classified?.label }),
    predicted: t.string({ nullable: true, description: 'Of classifiers.', resolve: ({ classified }) => classified?.predicted }),
    probability: t.float({ nullable: true, description: 'Of what was predicted.', resolve: ({ classified }) => classified?.probability }),
    labelProbability: t.float({ nullable: true, description: 'Of the label; 0 where the model does not know it.', resolve: ({ classified }) => classified?.labelProbability }),
    output: t.exposeString('output', { nullable: true, description: 'What the model made of it, where that is a text.' }),
    value: t.float({ nullable: true, description: 'Of classifiers the cross entropy of the label in nats, else the first metric of this sample alone.', resolve: valueOf }),
  }),
});

function valueOf({ badness, evaluation, classified }: PlacedSample): number | null {
  if (badness === null || classified) return badness;
  return evaluation.result?.metrics[0]?.better === 'HIGHER' ? -badness : badness;
}

const EvaluatedSampleFilterInput = builder.inputType('EvaluatedSampleFilterInput', {
  description: 'All that is given must hold.',
  fields: (t) => ({
    label: t.string({ description: 'Class name.' }),
    predicted: t.string({ description: 'Class that it was taken for.' }),
    wrong: t.boolean({ description: 'True: those that the model got wrong; false: those that it got right.' }),
  }),
});

const EvaluatedSampleConnection = builder.connectionObject({ type: EvaluatedSampleType, name: 'EvaluatedSampleConnection', description: 'A page of samples, the worst first.' }, { name: 'EvaluatedSampleEdge', description: 'A sample in a list.' });

builder.objectField(EvaluationNode, 'worstSamples', (t) =>
  t.connection(
    {
      type: EvaluatedSampleType,
      description: 'The worst first: of classifiers those whose label was held least probable, else those with the worst first metric. At most 100 per page. Empty where the model scores no single samples.',
      args: { filter: t.arg({ type: EvaluatedSampleFilterInput }) },
      resolve: (evaluation, { filter, ...args }, { evaluations, em }) => {
        checkPage(args);
        if (args.last != null) throw badInput('This list is read from its worst sample on; give first, not last.');
        chargeRows(em, args.first ?? args.last ?? DEFAULT_PAGE);
        for (const [name, value] of Object.entries(filter ?? {})) {
          if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed() || value.length > 1000)) throw badInput(`filter.${name} must be a text of at most 1,000 characters, without NUL.`);
        }
        return resolveOffsetConnection({ args, defaultSize: DEFAULT_PAGE, maxSize: MAX_PAGE }, async (page) => {
          if (evaluation.result?.isScored !== true) return [];
          const samples = await orGraphqlError(() => evaluations.worstSamples(evaluation.id, filter ?? {}, page));
          return samples.map((sample): PlacedSample => ({ ...sample, evaluation }));
        });
      },
    },
    EvaluatedSampleConnection,
  ),
);
