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
  const [toggled, setToggled] = useState<ReadonlySet<CleaningStep>>(new Set());
  const [, navigate] = useLocation();
  const { busy, problems, run } = useAction(Clean);
  const keyOf = useIdempotencyKey();
  if (choices.length === 0) return null;
  const ticked = choices.filter(({ step, suggested }) => suggested !== toggled.has(step)).map(({ step }) => step);
  const toggle = (step: CleaningStep) => setToggled((before) => new Set(before.has(step) ? [...before].filter((one) => one !== step) : [...before, step]));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const input = { datasetVersionId: versionId, steps: ticked };
    const result = await run({ input: { ...input, idempotencyKey: keyOf(input) } });
    if (result?.datasetVersion) navigate(paths.datasetVersion(result.datasetVersion.id));
  };
  return (
    <Section title="Clean">
      <form className="form" onSubmit={(event) => void submit(event)}>
        <p className="muted">Makes a new version and assesses it; this one stays as it is. Ticked is what the findings suggest; steps are taken from top to bottom.</p>
        <ul className="steps" aria-label="Cleaning steps">
          {choices.map(({ step, count: samples }) => (
            <li key={step}>
              <label>
                <input type="checkbox" checked={ticked.includes(step)} onChange={() => toggle(step)} />
                <span>
                  {words(step)} <small className="muted">{stepMeanings[step]}</small>
                </span>
                <span className="number muted">{samples > 0 && samplesInWords(samples)}</span>
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
