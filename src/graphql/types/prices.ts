import type { Project } from '../../domain/entities/project.ts';
import { type Prices, setPrices } from '../../domain/insights/prices.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { answer, type Payload } from '../mutation.ts';
import { ProjectNode } from './project.ts';
import { UserErrorType } from './user-error.ts';

const meanings = {
  currency: 'Three letters (ISO 4217): EUR, USD, …',
  perHour: 'Of a worker’s process that trains or makes generations.',
  perGpuHour: 'On top of that, where it has a GPU.',
} as const;

const PricesType = builder.objectRef<Prices>('Prices').implement({
  description: 'What computing costs the owner of a project.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    currency: t.exposeString('currency', { description: meanings.currency }),
    perHour: t.exposeFloat('perHour', { description: meanings.perHour }),
    perGpuHour: t.exposeFloat('perGpuHour', { description: meanings.perGpuHour }),
  }),
});

builder.objectField(ProjectNode, 'prices', (t) => t.field({ type: PricesType, nullable: true, description: 'Null where the owner set none.', resolve: (project) => project.prices }));

const SetPricesInput = builder.inputType('SetPricesInput', {
  description: 'What an hour of computing costs.',
  fields: (t) => ({
    currency: t.string({ required: true, description: meanings.currency }),
    perHour: t.float({ required: true, description: meanings.perHour }),
    perGpuHour: t.float({ description: `${meanings.perGpuHour} 0 where absent.` }),
    idempotencyKey: t.string({ description: 'The same key and input again changes nothing, even where other prices were set since.' }),
  }),
});

const SetPricesPayload = builder.objectRef<Payload<{ project: Project }>>('SetPricesPayload').implement({
  description: 'The project.',
  authScopes: { scope: ['ADMIN'] },
  fields: (t) => ({
    project: t.field({ type: ProjectNode, nullable: true, resolve: (payload) => payload.result?.project }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('setPrices', (t) =>
  t.field({
    type: SetPricesPayload,
    description: 'Sets what computing costs in this project. Costs are reckoned when they are asked for, so earlier runs have the new price, too.',
    authScopes: { scope: ['ADMIN'] },
    args: { input: t.arg({ type: SetPricesInput, required: true }) },
    resolve: (_root, { input }, context) => answer(async () => ({ project: await setPrices(context, callerOf(context), input) })),
  }),
);
