import { useQuery } from 'urql';
import { Page } from '../components/page';
import { LeaderboardTable } from '../components/participation/leaderboard';
import { ErasureResult } from '../components/privacy/erasure-result';
import { QueryProblem } from '../components/problems';
import { RequiresScope } from '../components/requires-scope';
import { Section } from '../components/section';
import { Ago } from '../components/time';
import { SubjectForm } from '../forms/subject-form';
import { graphql } from '../gql';

const Erasures = graphql(`
  query Erasures {
    erasures(first: 20) {
      edges {
        node {
          ...Erasure
        }
      }
    }
  }
`);

/** Who taught models what; for administrators what is held on a person, exported and erased, and what was erased before. */
export function PeoplePage() {
  return (
    <Page title="People">
      <LeaderboardTable />
      <RequiresScope scope="ADMIN" what="Exporting and erasing what is held on a person">
        <Privacy />
      </RequiresScope>
    </Page>
  );
}

function Privacy() {
  const [{ data, error }, reload] = useQuery({ query: Erasures });
  const again = () => reload({ requestPolicy: 'network-only' });
  const erasures = data?.erasures.edges.map(({ node }) => node).filter(({ dryRun }) => !dryRun) ?? [];
  return (
    <>
      <SubjectForm onErased={again} />
      <QueryProblem error={error} onRetry={again} />
      {erasures.map((erasure) => (
        <Section key={erasure.id} title="Erasure" aside={<Ago time={erasure.createdAt} />}>
          <ErasureResult erasure={erasure} />
        </Section>
      ))}
    </>
  );
}
