import { useAction } from '../api/use-action';
import { graphql } from '../gql';
import type { AliasChangeFragment } from '../gql/graphql';
import { Problems } from './problems';
import { ReasonButton } from './reason-button';

const RollBack = graphql(`
  mutation RollBackModelAlias($input: RollBackModelAliasInput!) {
    result: rollBackModelAlias(input: $input) {
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

interface RollBackAliasProps {
  readonly modelId: string;
  /** The last change of its alias as far as this page knows; the server refuses where there is another one by now. */
  readonly change: AliasChangeFragment;
  readonly onRolledBack: () => void;
}

/** Takes an alias's last change back, where it stood elsewhere before. */
export function RollBackAlias({ modelId, change: { alias, modelVersion, rollsBackTo }, onRolledBack }: RollBackAliasProps) {
  const { busy, problems, run } = useAction(RollBack);
  if (!modelVersion || !rollsBackTo) return null;
  const rollBack = async (reason: string) => {
    if (await run({ input: { modelId, alias, expectedModelVersionId: modelVersion.id, reason } })) onRolledBack();
  };
  const label = `Roll back to v${rollsBackTo.number}`;
  return (
    <>
      <Problems problems={problems} />
      <ReasonButton label={label} question={`${label}?`} busy={busy} onConfirm={(reason) => void rollBack(reason)}>
        <p>
          Version {modelVersion.number} gives <strong>{alias}</strong> back to version {rollsBackTo.number}, at once.
          {alias === 'production' && ' A running experiment of the model is stopped.'}
        </p>
      </ReasonButton>
    </>
  );
}
