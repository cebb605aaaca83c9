import { PromptError, type GenerateContext } from 'flywheel/plugin';
import type { Prompt } from '../prompt.ts';

type Fields = GenerateContext<Prompt>['prompt'];

/** @throws PromptError naming the first field of a prompt that this model has no use for */
export function refuseOtherFields(prompt: Fields, used: readonly (keyof Fields)[], model: string): void {
  const [other] = Object.entries(prompt).filter(([name, value]) => value !== undefined && !used.some((field) => field === name));
  if (other) throw new PromptError(other[0], `${model} takes ${used.join(' and ')}; leave ${other[0]} out.`);
}
