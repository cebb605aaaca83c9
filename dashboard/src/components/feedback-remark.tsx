import { useState, type FormEvent } from 'react';
import { ChoiceField } from './choice-field';
import { Field } from './field';

export interface Remark {
  /** A label, or a text where a text was made; empty where nothing is corrected. */
  readonly correction: string;
  readonly comment: string;
}

interface FeedbackRemarkProps {
  readonly labels: readonly string[];
  readonly isText: boolean;
  readonly busy: boolean;
  readonly onRemark: (remark: Remark) => void;
}

/** What the output should have been, and anything else. */
export function FeedbackRemark({ labels, isText, busy, onRemark }: FeedbackRemarkProps) {
  const [correction, setCorrection] = useState('');
  const [comment, setComment] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onRemark({ correction: correction.trim(), comment: comment.trim() });
  };
  return (
    <form className="form" onSubmit={submit}>
      <div className="fields">
        {isText && (
          <Field label="It should say" hint="A corrected text teaches the next version.">
            {(attributes) => <textarea {...attributes} rows={3} value={correction} maxLength={100_000} onChange={(event) => setCorrection(event.target.value)} />}
          </Field>
        )}
        {!isText && labels.length > 0 && (
          <ChoiceField label="It is rather" hint="A corrected label teaches the next version." value={correction} choices={[{ value: '', name: 'No correction' }, ...labels.map((option) => ({ value: option, name: option }))]} onChoose={setCorrection} />
        )}
        <Field label="Comment">{(attributes) => <input {...attributes} value={comment} maxLength={2000} onChange={(event) => setComment(event.target.value)} />}</Field>
      </div>
      <div className="actions">
        <button type="submit" disabled={busy || (correction.trim() === '' && comment.trim() === '')}>
          Send remark
        </button>
      </div>
    </form>
  );
}
