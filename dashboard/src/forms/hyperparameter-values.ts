import type { Problem } from '../api/problems';
import type { AlgorithmInput, HyperparameterFragment } from '../gql/graphql';

/** What stands in the form, as typed: empty for the default. */
export type Entered = Readonly<Record<string, string>>;

export function defaultsOf(hyperparameters: readonly HyperparameterFragment[]): Entered {
  return Object.fromEntries(hyperparameters.map(({ name, default: value }) => [name, value === null || value === undefined ? '' : String(value)]));
}

/** What GraphQL could not even read as the field's type. Ranges are the server's to check. */
export function unreadable(hyperparameters: readonly HyperparameterFragment[], entered: Entered): Problem[] {
  return hyperparameters.flatMap(({ name, kind }) => (isNumeric(kind) ? numberProblems(name, entered[name] ?? '', kind === 'INT') : []));
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
      const text = (entered[name] ?? '').trim();
      return text === '' ? [] : [[name, valueOf(kind, text)]];
    }),
  );
}

const isNumeric = (kind: string) => kind === 'INT' || kind === 'FLOAT';

function valueOf(kind: string, text: string): unknown {
  if (kind === 'BOOLEAN') return text === 'true';
  if (isNumeric(kind)) return Number(text);
  return text;
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
