import { useId, type ReactNode } from 'react';
import type { Problem } from '../api/problems';

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problems?: readonly Problem[];
  /** Gets the attributes that tie the control to its label, hint and problems. */
  readonly children: (attributes: FieldAttributes) => ReactNode;
}

export interface FieldAttributes {
  readonly id: string;
  readonly 'aria-describedby': string;
  readonly 'aria-invalid': boolean;
}

/** A form control with its label, its hint, and what the server found wrong with it. */
export function Field({ label, hint, problems = [], children }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': `${id}-hint ${id}-problem`, 'aria-invalid': problems.length > 0 })}
      <p className="field-problem" id={`${id}-problem`} role={problems.length > 0 ? 'alert' : undefined}>
        {problems.map(({ message }) => message).join(' ')}
      </p>
      <p className="field-hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}
