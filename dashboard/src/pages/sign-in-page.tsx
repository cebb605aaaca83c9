import { useState, type FormEvent } from 'react';
import { Field } from '../components/field';
import { Page } from '../components/page';

export function SignInPage({ refused, onKey }: { refused: boolean; onKey: (key: string) => void }) {
  const [key, setKey] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (key.trim()) onKey(key.trim());
  };
  const problems = refused ? [{ message: 'The server did not take this key: it is unknown, revoked or expired.', path: [] }] : [];
  return (
    <Page title="Sign in">
      <form className="card form-narrow" onSubmit={submit}>
        <Field label="API key" hint="The server printed its root key when it was first started." problems={problems}>
          {(attributes) => (
            <input {...attributes} type="password" autoComplete="current-password" autoFocus required value={key} onChange={(event) => setKey(event.target.value)} />
          )}
        </Field>
        <button type="submit" className="button-primary">
          Sign in
        </button>
      </form>
    </Page>
  );
}
