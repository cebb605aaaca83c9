import type { Generation } from '../../domain/entities/generation.ts';
import type { TrainingRun } from '../../domain/entities/training-run.ts';
import { type Cost, priced, pricesOf } from '../../domain/insights/costs.ts';
import { builder } from '../builder.ts';
import { costOfRun } from '../loaders.ts';
import { GenerationNode, TrainingRunNode } from '../refs.ts';

export const CostType = builder.objectRef<Cost>('Cost').implement({
  description: 'Time that was computed, and what it costs.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'Runs or generations.' }),
    seconds: t.exposeFloat('seconds', { description: 'Without waiting for a worker.' }),
    gpuSeconds: t.exposeFloat('gpuSeconds', { description: 'Those of them on a worker with a GPU.' }),
    amount: t.exposeFloat('amount', { nullable: true, description: 'By the prices of the project as they are now; null where there are none.' }),
    amountEach: t.float({ nullable: true, description: 'Of one run or generation, on average.', resolve: ({ amount, count }) => (amount === null || count === 0 ? null : amount / count) }),
    currency: t.exposeString('currency', { nullable: true }),
  }),
});

builder.objectField(TrainingRunNode, 'cost', (t) =>
  t.field({
    type: CostType,
    description: 'Of this run, until now.',
    resolve: async (run: TrainingRun, _args, context) => priced(await costOfRun(context).load(run.id), await pricesOf(context.em, run.project.id)),
  }),
);

builder.objectField(GenerationNode, 'cost', (t) =>
  t.field({
    type: CostType,
    authScopes: { scope: ['READ'] },
    description: 'Of this generation; nothing until it is made.',
    resolve: async ({ secondsTaken, onGpu, project }: Generation, _args, { em }) => priced({ count: 1, seconds: secondsTaken ?? 0, gpuSeconds: onGpu ? (secondsTaken ?? 0) : 0 }, await pricesOf(em, project.id)),
  }),
);
