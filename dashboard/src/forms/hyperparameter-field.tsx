import type { Problem } from '../api/problems';
import { Field, type FieldAttributes } from '../components/field';
import { graphql } from '../gql';
import type { HyperparameterFragment } from '../gql/graphql';
import { spaced, words } from '../text/format';
import { rangeOf } from './hyperparameter-values';
import { ImageUploadControl } from './image-upload-control';

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
  /** What an empty field without default stands for, for example `chosen from the data`. */
  readonly empty: string;
  readonly problems: readonly Problem[];
  readonly onValue: (value: string) => void;
}

/** The control that fits a hyper-parameter's kind, or that of a prompt's field. */
export function HyperparameterField({ spec, value, empty, problems, onValue }: HyperparameterFieldProps) {
  return (
    <Field label={spaced(spec.name)} hint={`${spec.description}${rangeOf(spec)}${howToWrite[spec.kind] ?? ''}`} problems={problems}>
      {(attributes) => <Control attributes={attributes} spec={spec} value={value} empty={empty} onValue={onValue} />}
    </Field>
  );
}

const howToWrite: Readonly<Record<string, string>> = { TEXTS: ' One in each line.', RECORD: ' JSON, for example {"age": 41, "city": "Berlin"}.', POINTS: ' JSON, for example [[0, 0], [1, 0.5]].' };

interface ControlProps extends Omit<HyperparameterFieldProps, 'problems'> {
  readonly attributes: FieldAttributes;
}

function Control({ attributes, spec: { kind, values, default: standard }, value, empty, onValue }: ControlProps) {
  const hasDefault = standard !== null && standard !== undefined;
  const placeholder = hasDefault ? undefined : empty;
  switch (kind) {
    case 'BOOLEAN':
      if (!hasDefault) return <Select attributes={attributes} options={[['', capital(empty)], ['true', 'Yes'], ['false', 'No']]} value={value} onValue={onValue} />;
      return (
        <span className="check">
          <input {...attributes} type="checkbox" checked={value === 'true'} onChange={(event) => onValue(String(event.target.checked))} />
        </span>
      );
    case 'ENUM': {
      const options = (values ?? []).map((option) => [option, words(option)] as const);
      return <Select attributes={attributes} options={hasDefault ? options : [['', capital(empty)], ...options]} value={value} onValue={onValue} />;
    }
    case 'TEXT':
    case 'TEXTS':
    case 'RECORD':
    case 'POINTS':
      return <textarea {...attributes} rows={kind === 'TEXT' ? 4 : 3} placeholder={placeholder} value={value} onChange={(event) => onValue(event.target.value)} />;
    case 'IMAGE_UPLOAD':
      return <ImageUploadControl attributes={attributes} value={value} onValue={onValue} />;
    default:
      return <input {...attributes} inputMode={kind === 'INT' ? 'numeric' : 'decimal'} placeholder={placeholder} value={value} onChange={(event) => onValue(event.target.value)} />;
  }
}

interface SelectProps {
  readonly attributes: FieldAttributes;
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly value: string;
  readonly onValue: (value: string) => void;
}

function Select({ attributes, options, value, onValue }: SelectProps) {
  return (
    <select {...attributes} value={value} onChange={(event) => onValue(event.target.value)}>
      {options.map(([option, name]) => (
        <option key={option} value={option}>
          {name}
        </option>
      ))}
    </select>
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
