import type { Plugins } from '../plugins/load-plugins.ts';
import { localId } from './global-id.ts';

type Prompt = Readonly<Record<string, unknown>>;

/** A prompt as the domain knows it: the ids of uploads are those of rows. */
export function localPrompt(plugins: Plugins, prompt: Prompt): Prompt {
  return Object.fromEntries(Object.entries(prompt).map(([key, values]) => [key, localValues(plugins, key, values)]));
}

function localValues(plugins: Plugins, key: string, values: unknown): unknown {
  const specs: unknown = plugins.get(key)?.prompt;
  if (!isRecord(specs) || !isRecord(values)) return values;
  const isUpload = (field: string) => isRecord(specs[field]) && specs[field]['kind'] === 'IMAGE_UPLOAD';
  return Object.fromEntries(Object.entries(values).map(([field, value]) => [field, isUpload(field) && typeof value === 'string' ? localId('Upload', value) : value]));
}

function isRecord(value: unknown): value is Prompt {
  return typeof value === 'object' && value !== null;
}
