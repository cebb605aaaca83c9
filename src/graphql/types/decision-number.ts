import type { DecisionNumber } from '../../domain/decision-number.ts';
import { builder } from '../builder.ts';

export const DecisionNumberType = builder.objectRef<DecisionNumber>('DecisionNumber').implement({
  description: 'A number that something was decided by.',
  authScopes: { scope: ['READ'] },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What of whom, for example satisfaction/difference.' }),
    value: t.exposeFloat('value'),
  }),
});
