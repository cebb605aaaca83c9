import type { CombinedError } from 'urql';

/** A fault as people read it; `path` says where in a form. */
export interface Problem {
  readonly message: string;
  readonly path: readonly string[];
}

export const isUnauthenticated = (error: CombinedError): boolean =>
  error.response?.status === 401 || error.graphQLErrors.some((fault) => fault.extensions['code'] === 'UNAUTHENTICATED');

/** What a failed request is told as: the server's own words, or that it was not reached. */
export function problemsOf(error: CombinedError): Problem[] {
  if (error.graphQLErrors.length > 0) {
    return error.graphQLErrors.map((fault) => ({ message: withRequestId(fault.message, fault.extensions['requestId']), path: [] }));
  }
  return [{ message: `The server was not reached (${error.networkError?.message ?? 'no answer'}).`, path: [] }];
}

const withRequestId = (message: string, id: unknown) => (typeof id === 'string' ? `${message} (request ${id})` : message);

/** The problems whose path ends with these names, for showing them at a form's field. */
export const problemsAt = (problems: readonly Problem[], ...names: string[]): Problem[] =>
  problems.filter(({ path }) => names.length <= path.length && names.every((name, i) => path[path.length - names.length + i] === name));
