import { usePolledQuery } from '../api/use-polled-query';
import { Loading, Page } from '../components/page';
import { QueryProblem } from '../components/problems';
import { RequiresScope } from '../components/requires-scope';
import { WebhookCard } from '../components/webhook/webhook-card';
import { NewWebhookForm } from '../forms/new-webhook-form';
import { graphql } from '../gql';

const Webhooks = graphql(`
  query Webhooks {
    webhooks(first: 20) {
      edges {
        node {
          ...Webhook
        }
      }
    }
  }
`);

/** Where events of the project are posted to; a key with ADMIN alone may know. */
export function WebhooksPage() {
  return (
    <Page title="Webhooks">
      <RequiresScope scope="ADMIN" what="Managing webhooks">
        <AllWebhooks />
      </RequiresScope>
    </Page>
  );
}

function AllWebhooks() {
  const [{ data, error }, reload] = usePolledQuery({ query: Webhooks }, 2);
  const again = () => reload({ requestPolicy: 'network-only' });
  return (
    <>
      <NewWebhookForm onCreated={again} />
      <QueryProblem error={error} onRetry={again} />
      {!data && !error && <Loading />}
      {data?.webhooks.edges.map(({ node }) => (
        <WebhookCard key={node.id} webhook={node} onChange={again} />
      ))}
    </>
  );
}
