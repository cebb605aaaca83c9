import { problemsAt, type Problem } from '../api/problems';
import { Field } from '../components/field';
import type { HyperparameterFragment } from '../gql/graphql';
import { HyperparameterField } from './hyperparameter-field';
import type { Entered } from './hyperparameter-values';

interface PromptFieldsProps {
  readonly fields: readonly HyperparameterFragment[];
  readonly entered: Entered;
  /** Classes that the model knows. */
  readonly labels: readonly string[];
  readonly problems: readonly Problem[];
  readonly onValue: (name: string, value: string) => void;
}

/** The fields of a prompt, each with the control of its kind; a label is chosen among the classes that the model knows. */
export function PromptFields({ fields, entered, labels, problems, onValue }: PromptFieldsProps) {
  return fields.map((spec) => {
    const value = entered[spec.name] ?? '';
    const own = problemsAt(problems, spec.name);
    if (spec.name !== 'label' || labels.length === 0) {
      return <HyperparameterField key={spec.name} spec={spec} value={value} empty="left out" problems={own} onValue={(changed) => onValue(spec.name, changed)} />;
    }
    return (
      <Field key={spec.name} label="Label" hint={spec.description} problems={own}>
        {(attributes) => (
          <select {...attributes} value={value} onChange={(event) => onValue(spec.name, event.target.value)}>
            <option value="">Any</option>
            {labels.map((label) => (
              <option key={label}>{label}</option>
            ))}
          </select>
        )}
      </Field>
    );
  });
}
