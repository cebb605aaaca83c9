import type { Problem } from '../api/problems';
import type { AlgorithmInput, HyperparameterFragment } from '../gql/graphql';

/** What stands in the form, as typed: empty for the default. */
export type Entered = Readonly<Record<string, string>>;

export function defaultsOf(hyperparameters: readonly HyperparameterFragment[]): Entered {
  return Object.fromEntries(hyperparameters.map(({ name, default: value }) => [name, textOf(value)]));
}

/** Values that are stored: an object by name. What has none is empty. */
export function enteredOf(hyperparameters: readonly HyperparameterFragment[], stored: unknown): Entered {
  const values = new Map<string, unknown>(Object.entries(typeof stored === 'object' && stored !== null ? stored : {}));
  return Object.fromEntries(hyperparameters.map(({ name, kind }) => [name, kind === 'TEXTS' ? linesOf(values.get(name)) : textOf(values.get(name))]));
}

const linesOf = (value: unknown): string => (Array.isArray(value) ? value.join('\n') : '');

const textOf = (value: unknown): string => (value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));

/** What GraphQL could not even read as the field's type. Ranges are the server's to check. */
export function unreadable(hyperparameters: readonly HyperparameterFragment[], entered: Entered): Problem[] {
  return hyperparameters.flatMap(({ name, kind }) => {
    const text = entered[name] ?? '';
    if (isNumeric(kind)) return numberProblems(name, text, kind === 'INT');
    return isJson(kind) && text.trim() !== '' && parsed(text) === undefined ? [{ path: [name], message: 'This is no JSON.' }] : [];
  });
}

export function numberProblems(name: string, text: string, whole: boolean): Problem[] {
  const value = Number(text);
  if (text.trim() === '' || (Number.isFinite(value) && (!whole || Number.isInteger(value)))) return [];
  return [{ path: [name], message: `“${text}” is no ${whole ? 'whole ' : ''}number.` }];
}

/** The input's values; empty fields are left to the server's defaults. */
export function valuesOf(hyperparameters: readonly HyperparameterFragment[], entered: Entered): Record<string, unknown> {
  return Object.fromEntries(
    hyperparameters.flatMap(({ name, kind }) => {
      const text = entered[name] ?? '';
      return text.trim() === '' ? [] : [[name, valueOf(kind, text)]];
    }),
  );
}

const isJson = (kind: string) => kind === 'RECORD' || kind === 'POINTS';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isNumeric = (kind: string) => kind === 'INT' || kind === 'FLOAT';

function valueOf(kind: string, text: string): unknown {
  if (kind === 'BOOLEAN') return text === 'true';
  if (isNumeric(kind)) return Number(text);
  if (isJson(kind)) return parsed(text);
  if (kind === 'TEXTS') return text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  // Spaces around a text may matter to whoever goes on from it.
  return kind === 'TEXT' ? text : text.trim();
}

/**
 * The field of AlgorithmInput that a plugin added. Which algorithms there are is known at run time only, and the server
 * checks the values: so this is where the documents' types end.
 */
export const isAlgorithmInput = (input: Record<string, unknown>): input is Record<string, unknown> & AlgorithmInput => Object.keys(input).length === 1;

/** The range that a hyper-parameter's hint tells. */
export function rangeOf({ minimum, maximum }: HyperparameterFragment): string {
  if (minimum !== null && maximum !== null) return ` From ${minimum} to ${maximum}.`;
  if (minimum !== null) return ` At least ${minimum}.`;
  return maximum !== null ? ` At most ${maximum}.` : '';
}
