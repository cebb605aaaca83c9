import { graphql } from '../gql';
import type { ModelFileFragment } from '../gql/graphql';
import { bytes } from '../text/format';
import { Section } from './section';

export const modelFileFragment = graphql(`
  fragment ModelFile on ModelFile {
    path
    url
    sizeBytes
    sha256
  }
`);

/** A model version's files with signed download links. */
export function ModelFiles({ files }: { files: readonly ModelFileFragment[] }) {
  return (
    <Section title="Files">
      <p className="muted">Load in TensorFlow.js anywhere, a browser included.</p>
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col" className="number">
              Size
            </th>
            <th scope="col" className="wide">
              SHA-256
            </th>
          </tr>
        </thead>
        <tbody>
          {files.map(({ path, url, sizeBytes, sha256 }) => (
            <tr key={path}>
              <th scope="row">
                <a href={url} download={path.split('/').at(-1)}>
                  {path}
                </a>
              </th>
              <td className="number">{bytes(sizeBytes)}</td>
              <td className="wide">
                <code title={sha256}>{sha256.slice(0, 16)}…</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
