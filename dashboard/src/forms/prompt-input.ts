import type { PromptInput } from '../gql/graphql';
import { numberIn } from './number-field';

export interface Prompt {
  readonly count: string;
  readonly seed: string;
  readonly label: string;
}

export const emptyPrompt: Prompt = { count: '16', seed: '', label: '' };

/** The input's field of the model's algorithm. */
export function promptInput(algorithm: string, { count, seed, label }: Prompt, conditional: boolean): PromptInput {
  const values = { count: numberIn(count), seed: numberIn(seed), ...(conditional && label && { label }) };
  const input = { [algorithm]: values };
  if (!isPromptInput(input)) throw new Error('An algorithm needs a key.');
  return input;
}

/** Which algorithms there are is known at run time only; the server checks the values. */
const isPromptInput = (input: Record<string, unknown>): input is Record<string, unknown> & PromptInput => Object.keys(input).length === 1;

/** Whether the model was trained on labels and can be asked for one. */
export const isConditional = (hyperparameters: unknown): boolean =>
  typeof hyperparameters === 'object' && hyperparameters !== null && 'conditional' in hyperparameters && hyperparameters.conditional === true;
