import { useState, type FormEvent } from 'react';
import { Field } from './field';

interface FeedbackRemarkProps {
  readonly labels: readonly string[];
  readonly busy: boolean;
  readonly onRemark: (label: string, comment: string) => void;
}

/** What the output should have been, and anything else. */
export function FeedbackRemark({ labels, busy, onRemark }: FeedbackRemarkProps) {
  const [label, setLabel] = useState('');
  const [comment, setComment] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onRemark(label, comment.trim());
  };
  return (
    <form className="form" onSubmit={submit}>
      <div className="fields">
        {labels.length > 0 && (
          <Field label="It shows rather" hint="A corrected label teaches the next version.">
            {(attributes) => (
              <select {...attributes} value={label} onChange={(event) => setLabel(event.target.value)}>
                <option value="">No correction</option>
                {labels.map((option) => (
                  <option key={option}>{option}</option>
                ))}
              </select>
            )}
          </Field>
        )}
        <Field label="Comment">{(attributes) => <input {...attributes} value={comment} maxLength={2000} onChange={(event) => setComment(event.target.value)} />}</Field>
      </div>
      <div className="actions">
        <button type="submit" disabled={busy || (label === '' && comment.trim() === '')}>
          Send remark
        </button>
      </div>
    </form>
  );
}
