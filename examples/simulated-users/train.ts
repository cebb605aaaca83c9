import type { FlywheelClient } from '../client.ts';

export interface TrainedVersion {
  readonly id: string;
  readonly model: { readonly id: string };
}

/** Trains a new model, and waits for the end of the run. */
export async function trainModel(flywheel: FlywheelClient, input: Readonly<Record<string, unknown>>): Promise<TrainedVersion> {
  const { startTrainingRun } = await flywheel.ask<{ startTrainingRun: { trainingRun: { id: string } } }>(
    'mutation ($input: StartTrainingRunInput!) { startTrainingRun(input: $input) { trainingRun { id } userErrors { message } } }',
    { input },
  );
  const { id } = startTrainingRun.trainingRun;
  const batches = flywheel.follow('subscription ($trainingRunId: ID!, $after: String) { trainingRunEvents(trainingRunId: $trainingRunId, after: $after) { cursor } }', 'trainingRunEvents', { trainingRunId: id });
  for await (const _batch of batches);
  const { node } = await flywheel.ask<{ node: { state: string; failure: string | null; modelVersion: TrainedVersion | null } }>(
    'query ($id: ID!) { node(id: $id) { ... on TrainingRun { state failure modelVersion { id model { id } } } } }',
    { id },
  );
  if (!node.modelVersion) throw new Error(`The training run is ${node.state}: ${node.failure ?? ''}`);
  return node.modelVersion;
}
