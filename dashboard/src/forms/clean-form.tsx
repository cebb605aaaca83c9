import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { useIdempotencyKey } from '../api/idempotency-key';
import { useAction } from '../api/use-action';
import { Problems } from '../components/problems';
import { stepChoices, stepMeanings } from '../components/quality/cleaning-steps';
import { Section } from '../components/section';
import { graphql } from '../gql';
import type { CleaningStep, QualityFragment } from '../gql/graphql';
import { paths } from '../paths';
import { samplesInWords, words } from '../text/format';

const Clean = graphql(`
  mutation CleanDatasetVersion($input: CleanDatasetVersionInput!) {
    result: cleanDatasetVersion(input: $input) {
      datasetVersion {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

/** What each cleaning step would do; makes a new version by those that are ticked, and goes to it. */
export function CleanForm({ versionId, quality }: { versionId: string; quality: QualityFragment }) {
  const choices = stepChoices(quality);
  const differs = choices.some(({ count, suggested }) => suggested !== null && suggested < count);
  const [all, setAll] = useState(false);
  const suggestedOnly = differs && !all;
  const offered = suggestedOnly ? choices.filter(({ suggested }) => suggested !== null) : choices;
  const [toggled, setToggled] = useState<ReadonlySet<CleaningStep>>(new Set());
  const [, navigate] = useLocation();
  const { busy, problems, run } = useAction(Clean);
  const keyOf = useIdempotencyKey();
  if (choices.length === 0) return null;
  const ticked = offered.filter(({ step, suggested }) => (suggested !== null) !== toggled.has(step)).map(({ step }) => step);
  const toggle = (step: CleaningStep) => setToggled((before) => new Set(before.has(step) ? [...before].filter((one) => one !== step) : [...before, step]));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const input = { datasetVersionId: versionId, steps: ticked, suggestedOnly };
    const result = await run({ input: { ...input, idempotencyKey: keyOf(input) } });
    if (result?.datasetVersion) navigate(paths.datasetVersion(result.datasetVersion.id));
  };
  return (
    <Section title="Clean">
      <form className="form" onSubmit={(event) => void submit(event)}>
        <p className="muted">Makes a new version and assesses it; this one stays as it is. Ticked is what the findings suggest; steps are taken from top to bottom, and each number is what the step alone would take away or change.</p>
        {differs && (
          <label className="check">
            <input type="checkbox" checked={all} onChange={() => setAll(!all)} />
            <span>
              All steps, for all samples <small className="muted">Not only those of the findings that suggest a step.</small>
            </span>
          </label>
        )}
        <ul className="steps" aria-label="Cleaning steps">
          {offered.map(({ step, count, suggested }) => (
            <li key={step}>
              <label>
                <input type="checkbox" checked={ticked.includes(step)} onChange={() => toggle(step)} />
                <span>
                  {words(step)} <small className="muted">{stepMeanings[step]}</small>
                </span>
                <span className="number muted">{inWords(suggestedOnly ? (suggested ?? 0) : count)}</span>
              </label>
            </li>
          ))}
        </ul>
        <Problems problems={problems} />
        <div className="actions">
          <button type="submit" className="button-primary" disabled={busy || ticked.length === 0}>
            {busy ? 'Starting…' : 'Clean'}
          </button>
        </div>
      </form>
    </Section>
  );
}

/** A step may only accept that samples are missing. */
const inWords = (samples: number) => (samples > 0 ? samplesInWords(samples) : '');
