import { useState, type FormEvent } from 'react';
import { useIdempotencyKey } from '../api/idempotency-key';
import { problemsAt } from '../api/problems';
import { useAction } from '../api/use-action';
import { ChoiceField, choicesOf } from '../components/choice-field';
import { Field } from '../components/field';
import { Problems } from '../components/problems';
import { Section } from '../components/section';
import { graphql } from '../gql';
import type { ExperimentMode } from '../gql/graphql';

const StartExperiment = graphql(`
  mutation StartExperiment($input: StartExperimentInput!) {
    result: startExperiment(input: $input) {
      experiment {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

const modes: Readonly<Record<ExperimentMode, string>> = {
  SPLIT: 'Split: it answers its share of the subjects',
  SHADOW: 'Shadow: it answers beside, unseen',
  CANARY: 'Canary: its share grows by itself, and it is rolled back where it does harm',
};

interface StartExperimentFormProps {
  readonly modelId: string;
  /** Versions that are not in production, newest first, one at least. */
  readonly candidates: readonly { readonly id: string; readonly number: number }[];
  readonly onStart: () => void;
}

/** Starts an experiment against the version in production. */
export function StartExperimentForm({ modelId, candidates, onStart }: StartExperimentFormProps) {
  const [candidateId, setCandidateId] = useState(candidates[0]?.id ?? '');
  const [mode, setMode] = useState<ExperimentMode>('SPLIT');
  const [percent, setPercent] = useState('10');
  const { busy, problems, run } = useAction(StartExperiment);
  const keyOf = useIdempotencyKey();
  const ofShare = problemsAt(problems, 'share');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const input = { modelId, candidateId, mode, ...(mode !== 'CANARY' && { share: Number(percent) / 100 }) };
    if (await run({ input: { ...input, idempotencyKey: keyOf(input) } })) onStart();
  };
  return (
    <Section title="Try a version beside production">
      <form className="form-row" onSubmit={(event) => void submit(event)} noValidate>
        <ChoiceField label="Candidate" hint="Compared with the version in production." value={candidateId} choices={candidates.map(({ id, number }) => ({ value: id, name: `Version ${number}` }))} onChoose={setCandidateId} />
        <ChoiceField label="Mode" hint="Who sees what it answers." value={mode} choices={choicesOf(modes)} onChoose={setMode} />
        {mode !== 'CANARY' && (
          <Field label="Share, %" hint="Of the subjects." problems={ofShare}>
            {(attributes) => <input {...attributes} type="number" min={0} max={100} value={percent} onChange={(event) => setPercent(event.target.value)} />}
          </Field>
        )}
        <button type="submit" className="button-primary" disabled={busy}>
          Start experiment
        </button>
      </form>
      <Problems problems={problems.filter((problem) => !ofShare.includes(problem))} />
    </Section>
  );
}
