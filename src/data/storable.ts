import { z } from 'zod';

/** Characters of one text that a plugin makes, and of a generation's output as JSON; a row is no place for more. */
export const MAX_TEXT = 1_000_000;
const MAX_JSON = 4_000_000;
const MAX_NAME = 10_000;
/** Probabilities come in float32 and are summed up in another order than the plugin's. */
const SUM_TOLERANCE = 0.01;

/** Why a value is none that PostgreSQL keeps as text; undefined where it is one. */
export function textProblem(value: unknown, longest: number): string | undefined {
  if (typeof value !== 'string') return 'is no string';
  if (value.includes('\0')) return 'holds the character NUL, which cannot be stored';
  if (!value.isWellFormed()) return 'holds half a character (a lone surrogate); put tokens together before they are told';
  return value.length <= longest ? undefined : `has ${value.length} characters; at most ${longest} can be stored`;
}

const storableText = (longest: number) =>
  z.unknown().transform((value, context) => {
    const problem = textProblem(value, longest);
    if (problem === undefined) return String(value);
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });

const finite = z.number({ error: 'is no finite number' });
const name = storableText(MAX_NAME);

const text = z.object({ type: z.literal('text'), text: storableText(MAX_TEXT) });

const classification = z
  .object({ type: z.literal('classification'), label: name, probabilities: z.array(z.object({ label: name, probability: finite.min(0, 'is below 0').max(1.001, 'is above 1') })).min(1, 'is empty') })
  .superRefine(({ label, probabilities }, context) => {
    const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const sum = probabilities.reduce((total, { probability }) => total + probability, 0);
    if (Math.abs(sum - 1) > SUM_TOLERANCE) say('probabilities', `sum to ${sum.toFixed(4)}, not to 1`);
    if (!isFalling(probabilities.map(({ probability }) => probability))) say('probabilities', 'are not in order, the most probable first');
    if (new Set(probabilities.map((one) => one.label)).size < probabilities.length) say('probabilities', 'name a class twice');
    if (label !== probabilities[0]?.label) say('label', `is ${JSON.stringify(label.slice(0, 100))}, not the most probable class`);
  });

const recommendation = z
  .object({ type: z.literal('recommendation'), items: z.array(z.object({ item: name, score: finite })) })
  .superRefine(({ items }, context) => {
    if (!isFalling(items.map(({ score }) => score))) context.addIssue({ code: 'custom', path: ['items'], message: 'are not in order, the best first' });
  });

const isFalling = (values: readonly number[]) => values.every((value, index) => value <= (values[index - 1] ?? Infinity));

const storable = z
  .discriminatedUnion('type', [text, classification, recommendation], { error: 'is none of image, text, classification, recommendation' })
  .refine((output) => JSON.stringify(output).length <= MAX_JSON, `is more than ${MAX_JSON} characters as JSON`);

/** An output that is kept in its row, as it is to be kept; or what is wrong with it, in a sentence's end. */
export function parseStorable(output: unknown): { output: z.infer<typeof storable> } | { problem: string } {
  const parsed = storable.safeParse(output);
  if (parsed.success) return { output: parsed.data };
  const [issue] = parsed.error.issues;
  return { problem: `its ${issue?.path.join('.') || 'type'} ${issue?.message ?? 'is wrong'}` };
}
