import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../gql';
import type { LeaderboardPeriod } from '../../gql/graphql';
import { count } from '../../text/format';
import { QueryProblem } from '../problems';
import { Section } from '../section';

const Leaderboard = graphql(`
  query Leaderboard($period: LeaderboardPeriod) {
    leaderboard(period: $period, first: 20) {
      edges {
        node {
          rank
          pseudonym
          accepted
          acceptedCorrections
          level {
            name
          }
        }
      }
    }
  }
`);

const periods: Readonly<Record<LeaderboardPeriod, string>> = { WEEK: 'Last 7 days', MONTH: 'Last 30 days', YEAR: 'Last 365 days', ALL: 'At any time' };
const isPeriod = (value: string): value is LeaderboardPeriod => value in periods;

/** Who has the most samples accepted, under pseudonyms. */
export function LeaderboardTable() {
  const [period, setPeriod] = useState<LeaderboardPeriod>('MONTH');
  const [{ data, error }, reload] = useQuery({ query: Leaderboard, variables: { period } });
  const places = data?.leaderboard.edges.map(({ node }) => node) ?? [];
  return (
    <Section
      title="Contributors"
      aside={
        <select aria-label="Period" value={period} onChange={(event) => setPeriod(isPeriod(event.target.value) ? event.target.value : 'MONTH')}>
          {Object.entries(periods).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      }
    >
      <QueryProblem error={error} onRetry={() => reload({ requestPolicy: 'network-only' })} />
      {data && places.length === 0 && <p className="muted">Nobody&rsquo;s feedback has become a sample yet.</p>}
      {places.length > 0 && (
        <table className="rows" aria-label="Contributors">
          <thead>
            <tr>
              <th scope="col" className="number">
                Place
              </th>
              <th scope="col">Contributor</th>
              <th scope="col">Level</th>
              <th scope="col" className="number">
                Samples
              </th>
              <th scope="col" className="number">
                Corrected
              </th>
            </tr>
          </thead>
          <tbody>
            {places.map(({ rank, pseudonym, accepted, acceptedCorrections, level }) => (
              <tr key={pseudonym}>
                <td className="number">{rank}</td>
                <th scope="row">{pseudonym}</th>
                <td>{level.name}</td>
                <td className="number">{count(accepted)}</td>
                <td className="number">{count(acceptedCorrections)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
