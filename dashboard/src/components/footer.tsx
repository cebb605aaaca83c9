import { useQuery } from 'urql';
import { graphql } from '../gql';
import { backendName, bytes } from '../text/format';

const ServerInfo = graphql(`
  query ServerInfo {
    serverInfo {
      version
      compute {
        ...Compute
      }
    }
    viewer {
      project {
        id
        name
      }
    }
  }
`);

export const computeFragment = graphql(`
  fragment Compute on ComputeInfo {
    backend
    libraryVersion
    devices {
      name
      kind
      memoryBytes
    }
  }
`);

export function Footer({ onSignOut }: { onSignOut: () => void }) {
  const [{ data }] = useQuery({ query: ServerInfo });
  return (
    <footer className="bottom">
      {data && (
        <>
          <span>Flywheel {data.serverInfo.version}</span>
          <span>
            {backendName(data.serverInfo.compute.backend)} {data.serverInfo.compute.libraryVersion}
          </span>
          {data.serverInfo.compute.devices.map(({ name, kind, memoryBytes }) => (
            <span key={name}>
              {kind} {name}
              {memoryBytes !== null && `, ${bytes(memoryBytes)}`}
            </span>
          ))}
          <span>Project {data.viewer.project.name}</span>
        </>
      )}
      <button type="button" className="button-link" onClick={onSignOut}>
        Sign out
      </button>
    </footer>
  );
}
