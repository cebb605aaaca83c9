import { planExperiment } from '../../domain/experiments/plan-experiment.ts';
import type { ExperimentPlan } from '../../domain/experiments/plan.ts';
import type { ArmSizes } from '../../domain/experiments/statistics/sample-size.ts';
import { ModelAlias } from '../../domain/entities/model-alias.ts';
import { Fault, Faults } from '../../domain/fault.ts';
import { PRODUCTION } from '../../domain/models/move-alias.ts';
import { builder } from '../builder.ts';
import { badInput } from '../errors.ts';
import { ModelNode } from '../refs.ts';

const ArmSizesType = builder.objectRef<ArmSizes>('ExperimentSampleSize').implement({
  description: 'Subjects with a rating that it takes in either arm.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({ control: t.exposeFloat('control'), candidate: t.exposeFloat('candidate') }),
});

export const ExperimentPlanType = builder.objectRef<ExperimentPlan>('ExperimentPlan').implement({
  description: 'What an experiment can tell, stated when it starts.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    confidence: t.exposeFloat('confidence', { description: 'Of its intervals; 0.95 where nothing else was asked for.' }),
    power: t.exposeFloat('power', { description: 'Probability that an effect of minimumEffect is seen; 0.8 where nothing else was asked for.' }),
    minimumEffect: t.exposeFloat('minimumEffect', { description: 'Difference of the satisfied share that matters, 0 to 1; 0.05 where nothing else was asked for.' }),
    baseline: t.exposeFloat('baseline', { nullable: true, description: "The control's satisfied share at the start; null without ratings." }),
    looking: t.field({ type: ArmSizesType, nullable: true, description: 'Looked at as often as one likes, it is decided by then with the stated power. Null without a baseline, or with nobody in an arm.', resolve: ({ sampleSize }) => sampleSize?.sequential }),
    atEnd: t.field({ type: ArmSizesType, nullable: true, description: 'The same, looked at once, at the end.', resolve: ({ sampleSize }) => sampleSize?.fixed }),
  }),
});

builder.objectField(ModelNode, 'experimentPlan', (t) =>
  t.field({
    type: ExperimentPlanType,
    nullable: true,
    description: 'How many subjects an experiment with production would take; null where the model has none.',
    args: { share: t.arg.float({ required: true, description: 'Of the subjects, that the candidate would get.' }), minimumEffect: t.arg.float(), confidence: t.arg.float(), power: t.arg.float() },
    resolve: async (model, { share, ...plan }, { em }) => {
      const production = await em.findOne(ModelAlias, { model: model.id, alias: PRODUCTION });
      if (!production) return null;
      try {
        return await planExperiment(em, production.modelVersion.id, share, plan);
      } catch (error) {
        if (error instanceof Fault || error instanceof Faults) throw badInput(error.message);
        throw error;
      }
    },
  }),
);

