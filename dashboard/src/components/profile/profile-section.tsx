import { useState } from 'react';
import type { ColumnProfileFragment } from '../../gql/graphql';
import { count } from '../../text/format';
import { Section } from '../section';
import { ColumnCard } from './column-card';

/** Of wide tables; the others behind a button. */
const MOST_COLUMNS = 24;

/** Histograms of what a version holds, column by column; its classes are shown beside. */
export function ProfileSection({ title, profile }: { title: string; profile: readonly ColumnProfileFragment[] }) {
  const [all, setAll] = useState(false);
  const columns = profile.filter(({ type }) => type !== 'LABEL');
  if (columns.length === 0) return null;
  return (
    <Section title={title}>
      <ul className="column-cards">
        {columns.slice(0, all ? undefined : MOST_COLUMNS).map((column) => (
          <ColumnCard key={`${column.type} ${column.name}`} column={column} />
        ))}
      </ul>
      {columns.length > MOST_COLUMNS && !all && (
        <button type="button" onClick={() => setAll(true)}>
          Show all {count(columns.length)} columns
        </button>
      )}
    </Section>
  );
}
