import { useAction } from '../../api/use-action';
import { graphql } from '../../gql';
import type { WebhookFragment } from '../../gql/graphql';
import { words } from '../../text/format';
import { ConfirmButton } from '../confirm-button';
import { Problems } from '../problems';
import { Section } from '../section';
import { Ago } from '../time';
import { DeliveryTable } from './delivery-table';

export const webhookFragment = graphql(`
  fragment Webhook on Webhook {
    id
    url
    events
    enabled
    disabledReason
    failingSince
    deliveries(first: 10) {
      edges {
        node {
          ...WebhookDelivery
        }
      }
    }
  }
`);

const UpdateWebhook = graphql(`
  mutation UpdateWebhook($input: UpdateWebhookInput!) {
    result: updateWebhook(input: $input) {
      userErrors {
        message
        path
      }
    }
  }
`);

const SendTestWebhook = graphql(`
  mutation SendTestWebhook($input: WebhookInput!) {
    result: sendTestWebhook(input: $input) {
      userErrors {
        message
        path
      }
    }
  }
`);

const DeleteWebhook = graphql(`
  mutation DeleteWebhook($input: WebhookInput!) {
    result: deleteWebhook(input: $input) {
      userErrors {
        message
        path
      }
    }
  }
`);

/** A webhook with its newest messages; it can be tried, paused and deleted. */
export function WebhookCard({ webhook: { id, url, events, enabled, disabledReason, failingSince, deliveries }, onChange }: { webhook: WebhookFragment; onChange: () => void }) {
  const updating = useAction(UpdateWebhook);
  const testing = useAction(SendTestWebhook);
  const deleting = useAction(DeleteWebhook);
  const busy = updating.busy || testing.busy || deleting.busy;
  const then = async (done: Promise<object | null>) => {
    if (await done) onChange();
  };
  return (
    <Section title={url} aside={enabled ? undefined : <span className="badge badge-warn">{disabledReason === null ? 'Paused' : 'Disabled'}</span>}>
      <p className="muted">{events.map(words).join(', ')}</p>
      {disabledReason !== null && <p>{disabledReason}</p>}
      {failingSince !== null && enabled && (
        <p>
          Nothing has reached it since <Ago time={failingSince} />.
        </p>
      )}
      <div className="actions">
        <button type="button" disabled={busy || !enabled} onClick={() => void then(testing.run({ input: { webhookId: id } }))}>
          Send a test
        </button>
        <button type="button" disabled={busy} onClick={() => void then(updating.run({ input: { webhookId: id, enabled: !enabled } }))}>
          {enabled ? 'Pause' : 'Enable'}
        </button>
        <ConfirmButton label="Delete" question="Delete this webhook?" confirm="Delete" busy={busy} onConfirm={() => void then(deleting.run({ input: { webhookId: id } }))}>
          <p>Its messages go with it; what waits is not sent.</p>
        </ConfirmButton>
      </div>
      <Problems problems={[...updating.problems, ...testing.problems, ...deleting.problems]} />
      <DeliveryTable deliveries={deliveries.edges.map(({ node }) => node)} canRedeliver={enabled} onChange={onChange} />
    </Section>
  );
}
