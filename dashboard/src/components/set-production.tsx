import { useAction } from '../api/use-action';
import { graphql } from '../gql';
import { Problems } from './problems';

const SetAlias = graphql(`
  mutation SetProduction($input: SetModelAliasInput!) {
    result: setModelAlias(input: $input) {
      model {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

interface SetProductionProps {
  readonly modelId: string;
  readonly modelVersionId: string;
  /** The version that is in production as far as this page knows; the server refuses where it is another by now. */
  readonly expected: string | null;
  readonly onSet: () => void;
}

export function SetProduction({ modelId, modelVersionId, expected, onSet }: SetProductionProps) {
  const { busy, problems, run } = useAction(SetAlias);
  const set = async () => {
    const input = { modelId, modelVersionId, alias: 'production', reason: 'Set in the dashboard', ...(expected && { expectedModelVersionId: expected }) };
    if (await run({ input })) onSet();
  };
  return (
    <>
      <Problems problems={problems} />
      <button type="button" disabled={busy} onClick={() => void set()}>
        Set as production
      </button>
    </>
  );
}
