import type { EntityManager } from '@mikro-orm/postgresql';
import { type AnyPlugin, parseValues, type Specs } from '../../plugin/index.ts';
import type { Caller } from '../caller.ts';
import type { Model } from '../entities/model.ts';
import { Upload } from '../entities/upload.ts';
import { Fault, Faults } from '../fault.ts';
import { getOwn } from '../find-own.ts';

/** Bytes of an encoded picture in a prompt; serving reads it whole. */
const MAX_IMAGE_BYTES = 32 * 2 ** 20;

type Prompt = Readonly<Record<string, unknown>>;

/** The prompt that is stored: of the model's own plugin, defaults included, its uploads checked. */
export async function parsePrompt(tx: EntityManager, caller: Caller, plugins: ReadonlyMap<string, AnyPlugin>, model: Model, prompt: Prompt): Promise<Record<string, unknown>> {
  const [[key, values] = []] = Object.entries(prompt);
  const plugin = plugins.get(model.algorithm);
  if (!plugin) throw new Fault('INVALID_STATE', `The plugin ${model.algorithm}, which made this model, is not installed.`, ['prompt']);
  if (key !== model.algorithm) throw new Fault('INVALID_INPUT', `This model takes a prompt of ${model.algorithm}, not of ${key ?? 'nothing'}.`, ['prompt', key ?? '']);
  const specs: Specs = plugin.prompt;
  const parsed = parseValues(specs, typeof values === 'object' && values !== null ? { ...values } : {});
  if (!parsed.ok) throw new Faults(parsed.issues.map(({ field, message }) => new Fault('INVALID_INPUT', `${field} ${message}.`, ['prompt', key, field])));
  for (const [field, spec] of Object.entries(specs)) {
    const value = parsed.values[field];
    if (spec.kind === 'IMAGE_UPLOAD' && typeof value === 'string') await checkImage(tx, caller, value, ['prompt', key, field]);
  }
  return { ...parsed.values };
}

async function checkImage(tx: EntityManager, caller: Caller, uploadId: string, path: readonly string[]): Promise<void> {
  const upload = await getOwn(tx, Upload, caller, uploadId, path);
  if (upload.state !== 'STORED') throw new Fault('INVALID_STATE', 'The upload has no bytes yet: send them to its address first.', path);
  if (upload.sizeBytes > MAX_IMAGE_BYTES) throw new Fault('INVALID_INPUT', `A picture in a prompt has at most ${MAX_IMAGE_BYTES} bytes, not ${upload.sizeBytes}.`, path);
}
