import { useId, useState, type FormEvent } from 'react';

interface ClassFieldProps {
  readonly classes: readonly { readonly label: string }[];
  readonly button: string;
  /** Null: no class. */
  onClass(label: string | null): void;
}

/** More are not offered, but can be typed. */
const MOST_OFFERED = 1000;

/** Chooses a class, or names a new one. */
export function ClassField({ classes, button, onClass }: ClassFieldProps) {
  const [label, setLabel] = useState('');
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = label.trim();
    if (wanted === '') return;
    onClass(wanted);
    setLabel('');
  };
  const isNew = label.trim() !== '' && !classes.some((entry) => entry.label === label.trim());
  return (
    <form className="class-field" onSubmit={submit}>
      <label htmlFor={id}>Class</label>
      <input id={id} list={`${id}-classes`} value={label} maxLength={200} autoComplete="off" placeholder="Choose or type" onChange={({ target }) => setLabel(target.value)} />
      <datalist id={`${id}-classes`}>
        {classes.slice(0, MOST_OFFERED).map((entry) => (
          <option key={entry.label} value={entry.label} />
        ))}
      </datalist>
      <button type="submit" disabled={label.trim() === ''}>
        {button}
      </button>
      <button type="button" onClick={() => onClass(null)}>
        Take the class away
      </button>
      {isNew && <span className="muted">A new class</span>}
    </form>
  );
}
