import { useId } from 'react';
import type { Problem } from '../api/problems';
import { Field } from '../components/field';
import { NumberField } from './number-field';
import { graphql } from '../gql';
import type { Better, JudgingMetricFragment } from '../gql/graphql';
import type { EnteredRules } from './policy-input';

export const judgingMetricFragment = graphql(`
  fragment JudgingMetric on JudgingMetric {
    name
    better
  }
`);

interface PolicyFieldsProps {
  readonly rules: EnteredRules;
  readonly judgedBy: readonly JudgingMetricFragment[] | null;
  readonly onRules: (rules: EnteredRules) => void;
  readonly problemsOf: (field: string) => readonly Problem[];
}

type Text = { readonly [Name in keyof EnteredRules]: EnteredRules[Name] extends string ? Name : never }[keyof EnteredRules];
type Flag = Exclude<keyof EnteredRules, Text>;

/** When the wheel turns, how it trains, and what a candidate has to show. */
export function PolicyFields({ rules, judgedBy, onRules, problemsOf }: PolicyFieldsProps) {
  const names = useId();
  const number = (name: Text, field: string, label: string, hint: string, placeholder = '') => (
    <NumberField label={label} hint={hint} value={rules[name]} placeholder={placeholder} problems={problemsOf(field)} onValue={(value) => onRules({ ...rules, [name]: value })} />
  );
  const flag = (name: Flag, label: string, hint: string) => (
    <Field label={label} hint={hint} problems={problemsOf(name)}>
      {(attributes) => (
        <span className="check">
          <input {...attributes} type="checkbox" checked={rules[name]} onChange={(event) => onRules({ ...rules, [name]: event.target.checked })} />
        </span>
      )}
    </Field>
  );
  return (
    <>
      <fieldset className="card">
        <legend>When it turns</legend>
        <div className="fields">
          {number('minimumFeedback', 'minimumFeedback', 'Minimum feedback', 'A cycle begins once so much new usable feedback has come.')}
          {number('everyHours', 'everySeconds', 'Schedule, hours', 'Begins also where none did for so long and anything usable is new.', 'no schedule')}
          {number('satisfactionPercent', 'minimumSatisfaction', 'Satisfaction, %', 'Begins also where fewer are satisfied with production, beyond chance, and anything usable is new.', 'not watched')}
          {number('maximumDrift', 'maximumDrift', 'Drift', 'Begins also where the classes that production answers differ from those it learned from, by a stability index above this, and anything usable is new. 0.2 is usual.', 'not watched')}
          {number('cooldownMinutes', 'cooldownSeconds', 'Cooldown, minutes', 'From the end of a cycle to the next.', 'none')}
        </div>
      </fieldset>
      <fieldset className="card">
        <legend>How it trains</legend>
        <div className="fields">
          {number('maximumTrainingSeconds', 'maximumTrainingSeconds', 'Longest training, seconds', 'A run ends with what it has after so long.', 'no limit')}
          {number('weeklyTrainingHours', 'weeklyTrainingSeconds', 'Training in a week, hours', 'Of all cycles in any seven days; once used up, no cycle begins.', 'no limit')}
          {flag('warmStart', 'Warm start', "Goes on from production's weights.")}
          {flag('clean', 'Clean', 'A version that does not pass the quality gate is cleaned by what its findings suggest.')}
        </div>
      </fieldset>
      <fieldset className="card">
        <legend>What a candidate has to show</legend>
        <div className="fields">
          <Field label="Metric" hint={`Of the test split, candidate against production. ${metricInWords(rules.metric, judgedBy)}`} problems={problemsOf('metric')}>
            {(attributes) => <input {...attributes} list={names} value={rules.metric} onChange={(event) => onRules({ ...rules, metric: event.target.value })} />}
          </Field>
          <datalist id={names}>
            {judgedBy?.map(({ name, better }) => (
              <option key={name} value={name} label={directions[better]} />
            ))}
          </datalist>
          {number('minimumImprovement', 'minimumImprovement', 'Minimum improvement', "In the metric's unit, and beyond chance.")}
          {number('classDropPercent', 'maximumClassDrop', 'Class drop, points', 'No class may be found less often by more percentage points, beyond chance.', 'any')}
          {flag('requireApproval', 'Approval', 'A person has to agree before a candidate is promoted.')}
        </div>
      </fieldset>
    </>
  );
}

const directions: Readonly<Record<Better, string>> = { HIGHER: 'higher is better', LOWER: 'lower is better' };

/** What the gate can make of a metric, as the model's evaluations report it. */
function metricInWords(metric: string, judgedBy: PolicyFieldsProps['judgedBy']): string {
  if (!judgedBy) return '';
  if (judgedBy.length === 0) return 'This model scores no single samples, so that nothing tells chance: each candidate is held, and a person sets the alias by hand.';
  const name = metric.trim().replace(/^test\//, '');
  const found = judgedBy.find((one) => one.name === name);
  if (found) return `Of ${name} ${directions[found.better]}.`;
  return name === '' ? '' : `No evaluation of this model can tell a better candidate by it, but by ${judgedBy.map((one) => one.name).join(', ')}.`;
}
