import { z } from 'zod';
import type { Wheel } from '../../test/support/wheel.ts';
import { localId } from './import-client.ts';
import type { Installation } from './installation.ts';

const list = <T>(node: z.ZodType<T>) => z.object({ edges: z.array(z.object({ node })) }).transform(({ edges }) => edges.map((edge) => edge.node));
const identified = z.object({ id: z.string() });
const evaluation = z.object({ id: z.string(), split: z.string(), datasetVersion: identified });
const traces = z.object({ dataset: z.object({ versions: list(identified) }), model: z.object({ versions: list(z.object({ id: z.string(), evaluations: list(evaluation) })) }), trainingRuns: list(identified) });
const QUERY = `query ($dataset: ID!, $model: ID!) {
  dataset: node(id: $dataset) { ... on Dataset { versions(first: 100) { edges { node { id } } } } }
  model: node(id: $model) { ... on Model { versions(first: 30) { edges { node { id evaluations(first: 30) { edges { node { id split datasetVersion { id } } } } } } } } }
  trainingRuns(first: 100, filter: { modelId: $model }) { edges { node { id } } } }`;

/** All that a wheel's cycles made, and what it began with. */
export interface CycleTraces {
  readonly datasetVersions: number;
  readonly trainingRuns: number;
  readonly modelVersions: number;
  /** Of a model version on the same split of the same dataset version: 1 each where nothing was measured twice. */
  readonly mostEvaluations: number;
  /** Ids, as the folders of the store are named. */
  readonly ids: ReadonlySet<string>;
}

export async function cycleTraces(app: Installation, { datasetId, modelId }: Wheel): Promise<CycleTraces> {
  const { dataset, model, trainingRuns } = await app.data(traces, QUERY, { dataset: datasetId, model: modelId });
  const evaluations = model.versions.flatMap((version) => version.evaluations.map((own) => ({ id: own.id, of: `${version.id} ${own.datasetVersion.id} ${own.split}` })));
  const equal = Map.groupBy(evaluations, ({ of }) => of);
  return {
    datasetVersions: dataset.versions.length,
    trainingRuns: trainingRuns.length,
    modelVersions: model.versions.length,
    mostEvaluations: Math.max(0, ...[...equal.values()].map(({ length }) => length)),
    ids: new Set([...dataset.versions, ...model.versions, ...trainingRuns, ...evaluations].map(({ id }) => localId(id))),
  };
}
