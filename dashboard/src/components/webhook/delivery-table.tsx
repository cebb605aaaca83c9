import { useAction } from '../../api/use-action';
import { graphql } from '../../gql';
import type { WebhookDeliveryFragment, WebhookDeliveryState } from '../../gql/graphql';
import { words } from '../../text/format';
import { Problems } from '../problems';
import { Ago } from '../time';

export const webhookDeliveryFragment = graphql(`
  fragment WebhookDelivery on WebhookDelivery {
    id
    type
    state
    attempts
    responseStatus
    failure
    createdAt
  }
`);

const RedeliverWebhook = graphql(`
  mutation RedeliverWebhook($input: RedeliverWebhookInput!) {
    result: redeliverWebhook(input: $input) {
      userErrors {
        message
        path
      }
    }
  }
`);

const tones: Record<WebhookDeliveryState, string> = { WAITING: 'active', DELIVERED: 'good', FAILED: 'bad' };

/** Messages of a webhook, newest first, and what became of them. */
export function DeliveryTable({ deliveries, canRedeliver, onChange }: { deliveries: readonly WebhookDeliveryFragment[]; canRedeliver: boolean; onChange: () => void }) {
  const { busy, problems, run } = useAction(RedeliverWebhook);
  if (deliveries.length === 0) return <p className="muted">No message yet.</p>;
  const redeliver = async (webhookDeliveryId: string) => {
    if (await run({ input: { webhookDeliveryId } })) onChange();
  };
  return (
    <>
      <Problems problems={problems} />
      <table className="rows" aria-label="Messages">
        <thead>
          <tr>
            <th scope="col">Message</th>
            <th scope="col">State</th>
            <th scope="col" className="number">
              Attempts
            </th>
            <th scope="col">Answer</th>
            <th scope="col">Again</th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map(({ id, type, state, attempts, responseStatus, failure, createdAt }) => (
            <tr key={id}>
              <th scope="row">
                {type}
                <small>
                  <Ago time={createdAt} />
                </small>
              </th>
              <td>
                <span className={`badge badge-${tones[state]}`}>{words(state)}</span>
              </td>
              <td className="number">{attempts}</td>
              <td>{failure ?? responseStatus}</td>
              <td>
                <button type="button" disabled={busy || !canRedeliver} onClick={() => void redeliver(id)}>
                  Send again
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
