import { parseValues, type Plugin } from 'flywheel/plugin';
import { hyperparameters } from './hyperparameters.ts';
import { interpolate } from './interpolate.ts';

const MOST_POINTS = 64;
const MOST_STEPS = 256;

interface GanModelView {
  readonly latentSize: number;
  readonly loss: string;
  readonly conditional: boolean;
}

/** `TrainingRun.gan`: what a GAN has beside what every run has. */
export const schema: NonNullable<Plugin['schema']> = (builder, core) => {
  const GanModel = builder.objectRef<GanModelView>('GanModel').implement({
    description: 'A generative adversarial network: what its latents look like, and ways through them.',
    authScopes: { scope: ['READ'] },
    fields: (t) => ({
      latentSize: t.exposeInt('latentSize', { description: 'Numbers of a latent.' }),
      loss: t.exposeString('loss'),
      conditional: t.exposeBoolean('conditional', { description: 'Whether it draws by label.' }),
      interpolate: t.field({
        type: t.listRef(t.listRef('Float')),
        nullable: true,
        description: `Latents along the way through some points, evenly spread on the sphere (White 2016), to give as latents in a prompt. Null where the points are fewer than 2, more than ${MOST_POINTS}, or not latentSize numbers long each, or where count is not 1 to ${MOST_STEPS}.`,
        args: { points: t.arg({ type: t.arg.listRef(t.arg.listRef('Float', { required: true }), { required: true }), required: true }), count: t.arg.int({ required: true }) },
        resolve: ({ latentSize }, { points, count }) => {
          const fits = points.length >= 2 && points.length <= MOST_POINTS && points.every(({ length }) => length === latentSize) && count >= 1 && count <= MOST_STEPS;
          return fits ? interpolate(points, count) : null;
        },
      }),
    }),
  });
  builder.objectField(core.TrainingRun, 'gan', (t) => t.field({
    type: GanModel,
    nullable: true,
    description: 'Of runs of the algorithm gan.',
    resolve: (run) => {
      const parsed = run.algorithm === 'gan' ? parseValues(hyperparameters, run.hyperparameters) : undefined;
      return parsed?.ok ? parsed.values : null;
    },
  }));
};
