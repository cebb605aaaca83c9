import type { FeedbackSignal, Rating } from '../entities/feedback.ts';
import { Fault } from '../fault.ts';
import { optionalLine, optionalText } from '../text-input.ts';

export interface GiveFeedbackInput {
  readonly generationId: string;
  /** Which of the generation's outputs, from 0; null: the generation as a whole. */
  readonly output?: number | null | undefined;
  readonly rating?: Rating | null | undefined;
  /** 0 to 1. */
  readonly score?: number | null | undefined;
  readonly signal?: FeedbackSignal | null | undefined;
  readonly correction?: { readonly label?: string | null | undefined; readonly text?: string | null | undefined } | null | undefined;
  readonly preferredOver?: { readonly generationId?: string | null | undefined; readonly output?: number | null | undefined } | null | undefined;
  readonly comment?: string | null | undefined;
  readonly subject?: string | null | undefined;
  /** BCP 47. */
  readonly locale?: string | null | undefined;
  /** Names to texts. */
  readonly metadata?: unknown;
  readonly idempotencyKey?: string | null | undefined;
}

/** What feedback says, checked; all but `subject`, which may be the generation's. */
export interface FeedbackContent {
  readonly output: number | null;
  readonly rating: Rating | null;
  readonly score: number | null;
  readonly signal: FeedbackSignal | null;
  readonly correctionLabel: string | null;
  readonly correctionText: string | null;
  readonly overGenerationId: string | null;
  readonly overOutput: number | null;
  readonly comment: string | null;
  readonly locale: string | null;
  readonly metadata: Readonly<Record<string, string>> | null;
}

const MAX_OUTPUT = 999;
const MAX_METADATA = 20;
const METADATA_NAME = /^[A-Za-z0-9_.-]{1,64}$/;
const MAX_METADATA_VALUE = 200;
const MAX_LOCALE = 100;
const MAX_CORRECTION = 100_000;

/** What can be seen to be right without looking anything up. @throws Fault with the path within the input */
export function checkFeedback(input: GiveFeedbackInput): { readonly content: FeedbackContent; readonly subject: string | null } {
  const correction = checkCorrection(input);
  const content: FeedbackContent = {
    output: outputNumber(input.output, ['output']),
    rating: input.rating ?? null,
    score: checkScore(input.score),
    signal: input.signal ?? null,
    correctionLabel: correction.label,
    correctionText: correction.text,
    ...checkPreference(input),
    comment: at(['comment'], () => optionalText(input.comment, 'comment')),
    locale: checkLocale(input.locale),
    metadata: checkMetadata(input.metadata),
  };
  const said = [content.rating, content.score, content.signal, content.correctionLabel, content.correctionText, content.overGenerationId, content.comment];
  if (said.every((word) => word === null)) throw new Fault('INVALID_INPUT', 'Give a rating, a score, a signal, a correction, a preference or a comment.', ['rating']);
  return { content, subject: at(['subject'], () => optionalLine(input.subject, 'subject')) };
}

function checkCorrection({ correction, signal }: GiveFeedbackInput): { label: string | null; text: string | null } {
  const label = at(['correction', 'label'], () => optionalLine(correction?.label, 'correction.label'))?.normalize('NFC') ?? null;
  const text = at(['correction', 'text'], () => optionalText(correction?.text, 'correction.text', MAX_CORRECTION));
  if (label !== null && text !== null) throw new Fault('INVALID_INPUT', 'Give either correction.label or correction.text.', ['correction']);
  if (text !== null && !/\S/.test(text)) throw new Fault('INVALID_INPUT', 'correction.text must hold more than spaces.', ['correction', 'text']);
  if (signal === 'EDITED' && label === null && text === null) throw new Fault('INVALID_INPUT', 'EDITED needs a correction: what the output became.', ['correction']);
  if (signal === 'ACCEPTED' && text !== null) throw new Fault('INVALID_INPUT', 'A text that was changed is EDITED, not ACCEPTED.', ['signal']);
  return { label, text };
}

function checkScore(score: number | null | undefined): number | null {
  if (score === null || score === undefined) return null;
  if (!(score >= 0 && score <= 1)) throw new Fault('INVALID_INPUT', `score must be from 0 to 1, not ${score}.`, ['score']);
  return score;
}

function checkPreference({ generationId, output, preferredOver }: GiveFeedbackInput): Pick<FeedbackContent, 'overGenerationId' | 'overOutput'> {
  if (!preferredOver) return { overGenerationId: null, overOutput: null };
  const overGenerationId = preferredOver.generationId ?? generationId;
  const overOutput = outputNumber(preferredOver.output, ['preferredOver', 'output']) ?? 0;
  if (overGenerationId === generationId && overOutput === (output ?? 0)) {
    throw new Fault('INVALID_INPUT', 'An output cannot be preferred over itself: name another output, or another generation.', ['preferredOver', 'output']);
  }
  return { overGenerationId, overOutput };
}

function outputNumber(output: number | null | undefined, path: readonly string[]): number | null {
  if (output === null || output === undefined) return null;
  if (!(Number.isInteger(output) && output >= 0 && output <= MAX_OUTPUT)) throw new Fault('INVALID_INPUT', `${path.join('.')} must be the number of an output, from 0, not ${output}.`, path);
  return output;
}

function checkLocale(locale: string | null | undefined): string | null {
  if (locale === null || locale === undefined || locale === '') return null;
  try {
    if (locale.length <= MAX_LOCALE) return Intl.getCanonicalLocales(locale)[0] ?? null;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new Fault('INVALID_INPUT', 'locale must be a language tag of BCP 47, for example de-AT.', ['locale']);
}

function checkMetadata(metadata: unknown): Record<string, string> | null {
  if (metadata === null || metadata === undefined) return null;
  const wrong = (message: string, ...name: string[]) => new Fault('INVALID_INPUT', message, ['metadata', ...name]);
  if (typeof metadata !== 'object' || Array.isArray(metadata)) throw wrong('metadata must be an object of texts: {"page": "checkout"}.');
  const entries: [string, unknown][] = Object.entries(metadata);
  if (entries.length > MAX_METADATA) throw wrong(`metadata must have at most ${MAX_METADATA} names, not ${entries.length}.`);
  const checked = entries.map(([name, value]): [string, string] => {
    if (!METADATA_NAME.test(name)) throw wrong('The names of metadata must be 1 to 64 letters, digits, dots, hyphens and underscores.');
    if (typeof value !== 'string') throw wrong(`metadata.${name} must be a text.`, name);
    return [name, at(['metadata', name], () => optionalLine(value, `metadata.${name}`, MAX_METADATA_VALUE)) ?? ''];
  });
  return checked.length === 0 ? null : Object.fromEntries(checked.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Faults of texts name a field; here it may lie within another. */
function at<T>(path: readonly string[], check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw error instanceof Fault ? new Fault(error.code, error.message, path) : error;
  }
}
