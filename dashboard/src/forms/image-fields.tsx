import { problemsAt, type Problem } from '../api/problems';
import { type Choice, ChoiceField, choicesOf } from '../components/choice-field';
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

const fits = choicesOf<ImageFit>({ COVER: 'Cut off what is too much', CONTAIN: 'Fill up with black', STRETCH: 'Stretch' });
const colours: readonly Choice<EnteredImage['channels']>[] = [{ value: '', name: 'As the files have them' }, { value: '1', name: 'Gray' }, { value: '3', name: 'RGB' }];

/** What images of an import are brought to. */
export function ImageFields({ image, problems, onChange }: { image: EnteredImage; problems: readonly Problem[]; onChange: (image: EnteredImage) => void }) {
  const side = (name: 'height' | 'width', label: string, hint: string) => (
    <NumberField label={label} hint={hint} placeholder="chosen by the rule" value={image[name]} problems={problemsAt(problems, 'image', name)} onValue={(value) => onChange({ ...image, [name]: value })} />
  );
  return (
    <>
      {side('height', 'Height, pixels', 'Empty: images of one size stay as they are; of several, all get the most frequent size, made smaller until no side is over 128 pixels, each side rounded to a multiple of 4.')}
      {side('width', 'Width, pixels', 'With the height: 1 to 2,048 pixels each.')}
      <ChoiceField label="Colours" hint="As the files have them: gray where all images are, else RGB." value={image.channels} choices={colours} problems={problemsAt(problems, 'image', 'channels')} onChoose={(channels) => onChange({ ...image, channels })} />
      <ChoiceField label="Other proportions" hint="What becomes of images whose sides do not fit the size; on both sides alike. All are scaled by Lanczos-3." value={image.fit} choices={fits} problems={problemsAt(problems, 'image', 'fit')} onChoose={(fit) => onChange({ ...image, fit })} />
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
