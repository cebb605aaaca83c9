import { useQuery } from 'urql';
import { graphql } from '../gql';

const UnfitPlugins = graphql(`
  query UnfitPlugins {
    serverInfo {
      unfitPlugins {
        name
        problems
      }
    }
  }
`);

/** Plugins that the configuration names and the server has left out, with what is wrong with each. */
export function UnfitPluginNotices() {
  const [{ data }] = useQuery({ query: UnfitPlugins });
  return (data?.serverInfo.unfitPlugins ?? []).map(({ name, problems }) => (
    <div key={name + problems.join()} className="notice notice-bad" role="alert">
      <p>
        <strong>The plugin {name} is left out.</strong>
      </p>
      {problems.map((problem) => (
        <p key={problem}>{problem}</p>
      ))}
    </div>
  ));
}
