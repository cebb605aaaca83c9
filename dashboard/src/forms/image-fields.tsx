import { problemsAt, type Problem } from '../api/problems';
import { Field } from '../components/field';
import type { ImageFit, ImageInput } from '../gql/graphql';
import { numberProblems } from './hyperparameter-values';
import { NumberField, numberIn } from './number-field';

/** What a person typed and chose; empty where the rule is to decide. */
export interface EnteredImage {
  readonly height: string;
  readonly width: string;
  readonly channels: '' | '1' | '3';
  readonly fit: ImageFit;
}

export const noImage: EnteredImage = { height: '', width: '', channels: '', fit: 'COVER' };

const fits: Readonly<Record<ImageFit, string>> = { COVER: 'Cut off what is too much', CONTAIN: 'Fill up with black', STRETCH: 'Stretch' };
const colours: Readonly<Record<EnteredImage['channels'], string>> = { '': 'As the files have them', '1': 'Gray', '3': 'RGB' };
const isFit = (value: string): value is ImageFit => value in fits;
const isChannels = (value: string): value is EnteredImage['channels'] => value in colours;

/** What images of an import are brought to. */
export function ImageFields({ image, problems, onChange }: { image: EnteredImage; problems: readonly Problem[]; onChange: (image: EnteredImage) => void }) {
  const side = (name: 'height' | 'width', label: string, hint: string) => (
    <NumberField label={label} hint={hint} placeholder="chosen by the rule" value={image[name]} problems={problemsAt(problems, 'image', name)} onValue={(value) => onChange({ ...image, [name]: value })} />
  );
  return (
    <>
      {side('height', 'Height, pixels', 'Empty: images of one size stay as they are; of several, all get the most frequent size, made smaller until no side is over 128 pixels, each side rounded to a multiple of 4.')}
      {side('width', 'Width, pixels', 'With the height: 1 to 2,048 pixels each.')}
      <Field label="Colours" hint="As the files have them: gray where all images are, else RGB." problems={problemsAt(problems, 'image', 'channels')}>
        {(attributes) => (
          <select {...attributes} value={image.channels} onChange={(event) => onChange({ ...image, channels: isChannels(event.target.value) ? event.target.value : '' })}>
            {Object.entries(colours).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Other proportions" hint="What becomes of images whose sides do not fit the size; on both sides alike. All are scaled by Lanczos-3." problems={problemsAt(problems, 'image', 'fit')}>
        {(attributes) => (
          <select {...attributes} value={image.fit} onChange={(event) => onChange({ ...image, fit: isFit(event.target.value) ? event.target.value : 'COVER' })}>
            {Object.entries(fits).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  );
}

/** What is no whole number where one is wanted. */
export const imageProblems = ({ height, width }: EnteredImage): Problem[] =>
  [...numberProblems('height', height, true), ...numberProblems('width', width, true)].map(({ message, path }) => ({ message, path: ['image', ...path] }));

/** Those that stand at a field. */
export const atImageFields = (problems: readonly Problem[]): Problem[] => (['height', 'width', 'channels', 'fit'] as const).flatMap((name) => problemsAt(problems, 'image', name));

/** The input that the fields stand for. */
export const imageInput = ({ height, width, channels, fit }: EnteredImage): ImageInput => ({
  height: numberIn(height) ?? null,
  width: numberIn(width) ?? null,
  channels: channels === '' ? null : Number(channels),
  fit: fit === 'COVER' ? null : fit,
});
