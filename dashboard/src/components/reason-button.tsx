import { useState, type ReactNode } from 'react';
import { ConfirmButton } from './confirm-button';
import { Field } from './field';

interface ReasonButtonProps {
  readonly label: string;
  readonly question: string;
  readonly busy: boolean;
  readonly onConfirm: (reason: string) => void;
  readonly children: ReactNode;
}

/** A button that asks why before it acts; `children` say what will happen. */
export function ReasonButton({ label, question, busy, onConfirm, children }: ReasonButtonProps) {
  const [reason, setReason] = useState('');
  return (
    <ConfirmButton label={label} question={question} confirm={label} busy={busy} isReady={reason.trim() !== ''} onConfirm={() => onConfirm(reason.trim())}>
      {children}
      <Field label="Reason" hint="Kept in the history, with the name of your key.">
        {(attributes) => <input {...attributes} value={reason} maxLength={2000} onChange={(event) => setReason(event.target.value)} />}
      </Field>
    </ConfirmButton>
  );
}
