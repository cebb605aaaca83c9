import { problemsAt, type Problem } from '../api/problems';
import { ChoiceField } from '../components/choice-field';
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
      <ChoiceField key={spec.name} label="Label" hint={spec.description} value={value} choices={[{ value: '', name: 'Any' }, ...labels.map((label) => ({ value: label, name: label }))]} problems={own} onChoose={(label) => onValue(spec.name, label)} />
    );
  });
}
