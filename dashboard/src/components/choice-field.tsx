import type { Problem } from '../api/problems';
import { Field } from './field';

export interface Choice<V extends string = string> {
  readonly value: V;
  readonly name: string;
}

/** The choices of an enumeration, in the order in which it names them. */
export function choicesOf<V extends string>(names: Readonly<Record<V, string>>): Choice<V>[] {
  const isOne = (value: string): value is V => value in names;
  return Object.keys(names).filter(isOne).map((value) => ({ value, name: names[value] }));
}

interface ChoiceFieldProps<V extends string> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problems?: readonly Problem[];
  readonly value: V;
  readonly choices: readonly Choice<V>[];
  readonly onChoose: (value: V) => void;
}

/** A field that takes one of some values. */
export function ChoiceField<V extends string>({ label, hint, problems = [], value, choices, onChoose }: ChoiceFieldProps<V>) {
  const choose = (chosen: string) => choices.filter((choice) => choice.value === chosen).forEach((choice) => onChoose(choice.value));
  return (
    <Field label={label} hint={hint} problems={problems}>
      {(attributes) => (
        <select {...attributes} value={value} onChange={(event) => choose(event.target.value)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
