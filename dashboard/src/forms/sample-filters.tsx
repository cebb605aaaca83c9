import { useEffect, useState, type FormEvent } from 'react';
import { type SampleFilters as Filters, noFilters } from '../components/samples/sample-view';
import type { SampleVersionFragment } from '../gql/graphql';
import { count, words } from '../text/format';

interface SampleFiltersProps {
  readonly version: SampleVersionFragment;
  readonly filters: Filters;
  readonly hasLabels: boolean;
  onFilters(filters: Filters): void;
}

/** More classes than this are typed, not chosen. */
const MOST_CHOICES = 300;

/** Which samples are shown: by split, class, finding, subject and what they hold. */
export function SampleFilters({ version, filters, hasLabels, onFilters }: SampleFiltersProps) {
  const { splits, quality } = version;
  const found = (quality?.findings ?? []).filter(({ check, examples }) => examples.length > 0 || check === filters.check);
  const checks = [...new Set(found.map(({ check }) => check))];
  const set = (change: Partial<Filters>) => onFilters({ ...filters, ...change });
  const any = Object.values(filters).some((value) => value !== null && value !== false);
  return (
    <search className="sample-filters" aria-label="Filter samples">
      <label>
        <span>Split</span>
        <select value={filters.split ?? ''} onChange={({ target }) => set({ split: splits.find(({ split }) => split === target.value)?.split ?? null })}>
          <option value="">All splits</option>
          {splits.map(({ split, count: samples }) => (
            <option key={split} value={split}>
              {words(split)} ({count(samples)})
            </option>
          ))}
        </select>
      </label>
      {hasLabels && <ClassFilter version={version} filters={filters} onChange={set} />}
      <label>
        <span>Finding</span>
        <select value={filters.check ?? ''} disabled={checks.length === 0} onChange={({ target }) => set({ check: checks.find((check) => check === target.value) ?? null })}>
          <option value="">{checks.length === 0 ? 'Nothing was found' : 'Any or none'}</option>
          {checks.map((check) => (
            <option key={check} value={check}>
              {words(check)} ({count(found.reduce((sum, finding) => sum + (finding.check === check ? finding.count : 0), 0))})
            </option>
          ))}
        </select>
      </label>
      <TypedFilter label="Search" placeholder={placeholderOf(version)} value={filters.contains} onValue={(contains) => set({ contains })} />
      <TypedFilter label="Subject" placeholder="The person it is about" value={filters.subject} onValue={(subject) => set({ subject })} />
      {any && (
        <button type="button" onClick={() => onFilters(noFilters)}>
          Clear filters
        </button>
      )}
    </search>
  );
}

function placeholderOf({ content }: SampleVersionFragment): string {
  switch (content?.__typename) {
    case 'ImageContent': return 'Part of a file name';
    case 'TabularContent': return 'Part of a name, or a number';
    case 'InteractionContent': return 'Part of a user or item';
    default: return 'Part of a text';
  }
}

const NO_CLASS = '\0';

function ClassFilter({ version: { classes, sampleCount }, filters: { label, unlabelled }, onChange }: { version: SampleVersionFragment; filters: Filters; onChange: (change: Partial<Filters>) => void }) {
  if (classes.length > MOST_CHOICES) return <TypedFilter label="Class" placeholder="Name of a class" value={label} onValue={(value) => onChange({ label: value, unlabelled: false })} />;
  const without = (sampleCount ?? 0) - classes.reduce((sum, entry) => sum + entry.count, 0);
  const choose = (value: string) => onChange({ label: value === '' || value === NO_CLASS ? null : value, unlabelled: value === NO_CLASS });
  return (
    <label>
      <span>Class</span>
      <select value={unlabelled ? NO_CLASS : (label ?? '')} onChange={({ target }) => choose(target.value)}>
        <option value="">All classes</option>
        {classes.map((entry) => (
          <option key={entry.label} value={entry.label}>
            {entry.label} ({count(entry.count)})
          </option>
        ))}
        {(without > 0 || unlabelled) && <option value={NO_CLASS}>Without a class ({count(without)})</option>}
      </select>
    </label>
  );
}

/** Applied by Enter, or when it is left. */
function TypedFilter({ label, placeholder, value, onValue }: { label: string; placeholder: string; value: string | null; onValue: (value: string | null) => void }) {
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText(value ?? ''), [value]);
  const apply = () => {
    if (text !== (value ?? '')) onValue(text === '' ? null : text);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    apply();
  };
  return (
    <form onSubmit={submit}>
      <label>
        <span>{label}</span>
        <input type="search" value={text} maxLength={1000} placeholder={placeholder} onChange={({ target }) => setText(target.value)} onBlur={apply} />
      </label>
    </form>
  );
}
