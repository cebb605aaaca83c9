import { useCallback, useState } from 'react';
import { useClient, type AnyVariables, type TypedDocumentNode } from 'urql';
import { problemsOf, type Problem } from './problems';

interface Payload {
  readonly userErrors: readonly { readonly message: string; readonly path: readonly string[] | null }[];
}

export interface Action<Result, Variables> {
  readonly busy: boolean;
  /** Of the last call. */
  readonly problems: readonly Problem[];
  /** Runs the mutation; null where it failed, which `problems` then says. */
  run(variables: Variables): Promise<Result | null>;
}

/** A mutation with its faults as data. The document names its one field `result`. */
export function useAction<Result extends Payload, Variables extends AnyVariables>(
  document: TypedDocumentNode<{ result: Result }, Variables>,
): Action<Result, Variables> {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const run = useCallback(
    async (variables: Variables) => {
      setBusy(true);
      const { data, error } = await client.mutation(document, variables).toPromise();
      const found = error ? problemsOf(error) : (data?.result.userErrors ?? []).map(({ message, path }) => ({ message, path: path ?? [] }));
      setProblems(found);
      setBusy(false);
      return found.length === 0 && data ? data.result : null;
    },
    [client, document],
  );
  return { busy, problems, run };
}
