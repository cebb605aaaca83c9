import { useState, type FormEvent } from 'react';
import { problemsAt } from '../api/problems';
import { useAction } from '../api/use-action';
import { Field } from '../components/field';
import { Problems } from '../components/problems';
import { Section } from '../components/section';
import { graphql } from '../gql';
import type { WebhookEvent } from '../gql/graphql';

const CreateWebhook = graphql(`
  mutation CreateWebhook($input: CreateWebhookInput!) {
    result: createWebhook(input: $input) {
      secret
      userErrors {
        message
        path
      }
    }
  }
`);

const events: Readonly<Record<WebhookEvent, string>> = {
  FLYWHEEL_CYCLE: 'Steps of cycles of the flywheel',
  TRAINING_RUN: 'Ends of training runs',
  DATASET_VERSION: 'Dataset versions that were assessed',
  EVALUATION: 'Ends of evaluations',
  MODEL_ALIAS: 'Promotions and rollbacks',
  EXPERIMENT: 'Experiments',
};
const names = Object.keys(events).filter((name): name is WebhookEvent => name in events);

/** Makes a webhook, and shows its secret this once. */
export function NewWebhookForm({ onCreated }: { onCreated: () => void }) {
  const [url, setUrl] = useState('');
  const [ticked, setTicked] = useState<readonly WebhookEvent[]>(names);
  const [secret, setSecret] = useState<string | null>();
  const { busy, problems, run } = useAction(CreateWebhook);
  const ofUrl = problemsAt(problems, 'url');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const result = await run({ input: { url, events: [...ticked] } });
    if (!result) return;
    setSecret(result.secret);
    setUrl('');
    onCreated();
  };
  const toggle = (name: WebhookEvent) => setTicked(ticked.includes(name) ? ticked.filter((other) => other !== name) : [...ticked, name]);
  return (
    <Section title="New webhook">
      <form className="form" aria-label="New webhook" onSubmit={(event) => void submit(event)} noValidate>
        <Field label="Address" hint="An https address of the public internet." problems={ofUrl}>
          {(attributes) => <input {...attributes} type="url" value={url} onChange={(event) => setUrl(event.target.value)} />}
        </Field>
        <ul className="steps" aria-label="Events">
          {names.map((name) => (
            <li key={name}>
              <label>
                <input type="checkbox" checked={ticked.includes(name)} onChange={() => toggle(name)} />
                <span>{events[name]}</span>
              </label>
            </li>
          ))}
        </ul>
        <Problems problems={problems.filter((problem) => !ofUrl.includes(problem))} />
        <div className="actions">
          <button type="submit" className="button-primary" disabled={busy || url.trim() === '' || ticked.length === 0}>
            Create webhook
          </button>
        </div>
        {secret && (
          <p role="status">
            Messages are signed with <code>{secret}</code>. It is shown this once; give it to the receiver.
          </p>
        )}
      </form>
    </Section>
  );
}
