import type { DatasetKind, HyperparameterFragment, PromptInput } from '../gql/graphql';
import { defaultsOf, valuesOf, type Entered } from './hyperparameter-values';

/** A page has room for more than the one picture that plugins make by default. */
const PICTURES = 16;

/** What the form needs to know of a model to ask it for something. */
export interface Prompted {
  readonly fields: readonly HyperparameterFragment[];
  /** What it was trained on; null where its run is gone. */
  readonly kind: DatasetKind | null;
  /** What its algorithm learns from at all. */
  readonly kinds: readonly DatasetKind[];
  readonly isConditional: boolean;
}

/** An algorithm that learns from pictures alone makes some, as far as can be told before. */
export const makesPictures = ({ kinds, fields }: Prompted): boolean => kinds.length === 1 && kinds[0] === 'IMAGE' && fields.every(({ kind }) => kind !== 'IMAGE_UPLOAD');

/** What stands in the form at first. */
export function emptyPrompt(prompted: Prompted): Entered {
  const { fields } = prompted;
  const hasRoom = fields.some(({ name, default: standard, maximum }) => name === 'count' && standard === 1 && (maximum ?? PICTURES) >= PICTURES);
  return { ...defaultsOf(fields), ...(makesPictures(prompted) && hasRoom && { count: String(PICTURES) }) };
}

const kindsOf: Readonly<Record<string, readonly DatasetKind[]>> = { RECORD: ['TABULAR'], IMAGE_UPLOAD: ['IMAGE'], TEXTS: ['INTERACTION'], TEXT: ['TEXT', 'TEXT_PAIR'] };

/** The fields that suit the model, and the others: of an algorithm for several kinds of data, those for another kind. */
export function sortFields({ fields, kind, kinds, isConditional }: Prompted): { readonly suited: readonly HyperparameterFragment[]; readonly others: readonly HyperparameterFragment[] } {
  const isSuited = (field: HyperparameterFragment) => {
    if (field.name === 'label') return isConditional;
    if (field.kind === 'POINTS') return false;
    return kinds.length === 1 || kind === null || (kindsOf[field.kind]?.includes(kind) ?? true);
  };
  return { suited: fields.filter(isSuited), others: fields.filter((field) => !isSuited(field)) };
}

/** The input's field of the model's algorithm; empty fields are left out. */
export function promptInput(algorithm: string, fields: readonly HyperparameterFragment[], entered: Entered): PromptInput {
  const input = { [algorithm]: valuesOf(fields, entered) };
  if (!isPromptInput(input)) throw new Error('An algorithm needs a key.');
  return input;
}

/** Which algorithms there are is known at run time only; the server checks the values. */
const isPromptInput = (input: Record<string, unknown>): input is Record<string, unknown> & PromptInput => Object.keys(input).length === 1;

/** Whether the model can be asked for a label: not where its algorithm can do without labels, and did. */
export const isConditional = (hyperparameters: unknown): boolean =>
  typeof hyperparameters === 'object' && hyperparameters !== null && !('conditional' in hyperparameters && hyperparameters.conditional === false);
