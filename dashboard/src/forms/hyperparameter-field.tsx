import type { Problem } from '../api/problems';
import { Field } from '../components/field';
import { graphql } from '../gql';
import type { HyperparameterFragment } from '../gql/graphql';
import { spaced, words } from '../text/format';
import { rangeOf } from './hyperparameter-values';

export const hyperparameterFragment = graphql(`
  fragment Hyperparameter on Hyperparameter {
    name
    description
    kind
    default
    minimum
    maximum
    values
  }
`);

interface HyperparameterFieldProps {
  readonly spec: HyperparameterFragment;
  readonly value: string;
  readonly problems: readonly Problem[];
  readonly onValue: (value: string) => void;
}

/** The control that fits a hyper-parameter's kind. */
export function HyperparameterField({ spec, value, problems, onValue }: HyperparameterFieldProps) {
  const { name, kind, description, values } = spec;
  return (
    <Field label={spaced(name)} hint={description + rangeOf(spec)} problems={problems}>
      {(attributes) => {
        if (kind === 'BOOLEAN') {
          return (
            <span className="check">
              <input {...attributes} type="checkbox" checked={value === 'true'} onChange={(event) => onValue(String(event.target.checked))} />
            </span>
          );
        }
        if (kind === 'ENUM') {
          return (
            <select {...attributes} value={value} onChange={(event) => onValue(event.target.value)}>
              {(values ?? []).map((option) => (
                <option key={option} value={option}>
                  {words(option)}
                </option>
              ))}
            </select>
          );
        }
        const numeric = kind === 'INT' || kind === 'FLOAT';
        return <input {...attributes} inputMode={kind === 'INT' ? 'numeric' : numeric ? 'decimal' : 'text'} value={value} onChange={(event) => onValue(event.target.value)} />;
      }}
    </Field>
  );
}
