import type { ImageDescription, ParsedValues, Values } from 'flywheel/plugin';
import type { hyperparameters } from './settings.ts';

type Hyperparameters = typeof hyperparameters;

export function fitHyperparameters(values: Values<Hyperparameters>, { image }: ImageDescription): ParsedValues<Hyperparameters> {
  switch (values.fit) {
    case 'THROWS':
      throw new Error('the fit went wrong');
    case 'NONSENSE':
      // What a plugin in JavaScript may answer.
      return JSON.parse('{"ok":"yes"}');
    case 'OUT_OF_RANGE':
      return { ok: true, values: { ...values, width: 1_000 } };
    case 'RIGHT': {
      const { width = image.width } = values;
      if (width > image.width) return { ok: false, issues: [{ field: 'width', message: `must be at most ${image.width}, the width of the images` }] };
      return { ok: true, values: { ...values, width } };
    }
  }
}
