import type { ReactNode } from 'react';
import { graphql } from '../gql';
import type { ContentFactsFragment } from '../gql/graphql';
import { count, words } from '../text/format';
import { Section } from './section';

export const ContentFacts = graphql(`
  fragment ContentFacts on DatasetContent {
    __typename
    ... on ImageContent {
      height
      width
      channels
    }
    ... on TextContent {
      text {
        mean
        longest
      }
      continuous
    }
    ... on TextPairContent {
      source {
        mean
        longest
      }
      target {
        mean
        longest
      }
    }
    ... on TabularContent {
      columns {
        name
        type
      }
    }
    ... on InteractionContent {
      users
      items
    }
  }
`);

const lengths = ({ mean, longest }: { mean: number; longest: number }) => `${count(Math.round(mean))} characters on average, at most ${count(longest)}`;

/** What a version's samples are like, as names and values. */
export function contentFacts(content: ContentFactsFragment): readonly (readonly [string, ReactNode])[] {
  switch (content.__typename) {
    case 'ImageContent':
      return [['Images', `${content.height} × ${content.width}, ${content.channels === 1 ? 'gray' : 'RGB'}`]];
    case 'TextContent':
      return [[content.continuous ? 'Paragraphs' : 'Texts', lengths(content.text)], ['Order', content.continuous ? 'of one text; splits by position' : null]];
    case 'TextPairContent':
      return [['Sources', lengths(content.source)], ['Targets', lengths(content.target)]];
    case 'TabularContent':
      return [['Features', `${count(content.columns.length)} (${count(content.columns.filter(({ type }) => type === 'NUMBER').length)} numbers)`]];
    case 'InteractionContent':
      return [['Users', count(content.users)], ['Items', count(content.items)]];
  }
}

/** The features of a table. */
export function ColumnList({ content }: { content: ContentFactsFragment }) {
  if (content.__typename !== 'TabularContent') return null;
  return (
    <Section title="Columns">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
          </tr>
        </thead>
        <tbody>
          {content.columns.map(({ name, type }) => (
            <tr key={name}>
              <td>{name}</td>
              <td>{words(type)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
