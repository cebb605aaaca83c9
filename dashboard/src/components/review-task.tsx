import { useState, type FormEvent } from 'react';
import type { ClaimReviewTaskMutation } from '../gql/graphql';
import { count } from '../text/format';
import { Facts } from './facts';
import { Field } from './field';
import { Outputs } from './outputs';
import { Section } from './section';

type Task = NonNullable<ClaimReviewTaskMutation['result']['review']>['task'];

interface ReviewTaskProps {
  readonly task: Task;
  readonly busy: boolean;
  /** Null: skipped. */
  readonly onAnswer: (label: string | null) => void;
}

/** What was asked, what the model made of it, what people said; and what is right. */
export function ReviewTask({ task, busy, onAnswer }: ReviewTaskProps) {
  const { output, votes } = task;
  const made = output?.__typename === 'TextOutput' ? output.text : '';
  const [said, setSaid] = useState(task.isText ? (votes[0]?.label ?? made) : '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAnswer(said);
  };
  const labels = [...new Set([...votes.flatMap(({ label }) => label ?? []), ...task.classes])];
  return (
    <div className="two-columns">
      <Section title="Asked">
        <Asked task={task} />
        <p className="muted">{task.reason}</p>
      </Section>
      <Section title="What is right?">
        {output && <Outputs outputs={[output]} label="What the model made" />}
        {votes.length > 0 && <p>People say: {votes.map(({ label, count: many }) => `${label === null ? 'not that' : label} (${count(many)})`).join(', ')}</p>}
        <form className="form" onSubmit={submit}>
          <Field label={task.isText ? 'It should say' : 'It is'}>
            {(attributes) =>
              task.isText ? (
                <textarea {...attributes} rows={4} maxLength={100_000} value={said} onChange={(event) => setSaid(event.target.value)} />
              ) : (
                <select {...attributes} value={said} onChange={(event) => setSaid(event.target.value)}>
                  <option value="">Choose</option>
                  {labels.map((label) => (
                    <option key={label}>{label}</option>
                  ))}
                </select>
              )
            }
          </Field>
          <div className="actions">
            <button type="button" disabled={busy} onClick={() => onAnswer(null)}>
              Skip
            </button>
            <button type="submit" className="button-primary" disabled={busy || said.trim() === ''}>
              Label
            </button>
          </div>
        </form>
      </Section>
    </div>
  );
}

function Asked({ task: { prompt, imageUrl } }: { task: Task }) {
  if (imageUrl !== null) return <img src={imageUrl} alt="What the model was asked about" style={{ maxWidth: '100%' }} />;
  const { text, features } = typeof prompt === 'object' && prompt !== null ? { text: undefined, features: undefined, ...prompt } : { text: undefined, features: undefined };
  if (typeof text === 'string') return <p className="text-output">{text}</p>;
  return <Facts facts={Object.entries(typeof features === 'object' && features !== null ? features : {}).map(([name, value]) => [name, String(value)] as const)} />;
}
