import { graphql } from '../../gql';
import type { VersionContentFragment } from '../../gql/graphql';
import { count, words } from '../../text/format';
import { contentFacts } from '../content-facts';
import { Facts } from '../facts';
import { Section } from '../section';
import { Ago } from '../time';

export const versionContentFragment = graphql(`
  fragment VersionContent on DatasetVersion {
    digest
    sampleCount
    createdAt
    splits {
      split
      count
    }
    classes {
      label
      count
    }
    content {
      ...ContentFacts
    }
  }
`);

/** How many samples a version has, and what they are. */
export function VersionContent({ version: { sampleCount, splits, classes, content, createdAt, digest } }: { version: VersionContentFragment }) {
  return (
    <Section title="Content">
      <Facts
        facts={[
          ['Samples', sampleCount !== null ? count(sampleCount) : null],
          ...splits.map((split) => [words(split.split), count(split.count)] as const),
          ['Classes', classes.length > 0 ? count(classes.length) : null],
          ...(content ? contentFacts(content) : []),
          ['Made', <Ago key="made" time={createdAt} />],
          ['Digest', digest && <code>{digest}</code>],
        ]}
      />
    </Section>
  );
}
