import type { Problem } from '../api/problems';
import { Field } from '../components/field';

interface NumberFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly problems: readonly Problem[];
  readonly placeholder?: string;
  readonly onValue: (value: string) => void;
}

export function NumberField({ label, hint, value, problems, placeholder, onValue }: NumberFieldProps) {
  return (
    <Field label={label} hint={hint} problems={problems}>
      {(attributes) => <input {...attributes} inputMode="numeric" placeholder={placeholder} value={value} onChange={(event) => onValue(event.target.value)} />}
    </Field>
  );
}

/** The number that was typed; undefined where the field is empty or holds none. */
export function numberIn(text: string): number | undefined {
  return text.trim() === '' || !Number.isFinite(Number(text)) ? undefined : Number(text);
}
