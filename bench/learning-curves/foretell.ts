import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import type { ApiClient } from '../../test/support/api-client.ts';
import { follow } from '../../test/support/follow.ts';
import { importFiles } from '../../test/support/import-files.ts';
import { train } from '../../test/support/train.ts';
import type { CurveCase } from './cases.ts';

export interface Foretold {
  /** That the measured run learned from. */
  readonly samples: number;
  /** What the curve was fitted to. */
  readonly learned: readonly { readonly samples: number; readonly value: number }[];
  readonly predicted: { readonly value: number; readonly low: number; readonly high: number };
  readonly measured: number;
  readonly seconds: number;
}

const place = z.object({ samples: z.number(), value: z.number(), low: z.number(), high: z.number() });
const study = z.object({ node: z.object({ state: z.string(), failure: z.string().nullable(), learningCurve: z.object({ samples: z.number(), points: z.array(z.object({ samples: z.number(), value: z.number() })), curve: z.array(place) }).nullable() }) });
const started = z.object({ startLearningCurve: z.object({ dataStudy: z.object({ id: z.string() }).nullable(), userErrors: z.array(z.object({ message: z.string() })) }) });

/** Measures a curve on at most half of a share of a training split, reads off what it says of the whole share, and trains on that. */
export async function foretell(app: ApiClient, { kind, format, files, columns, algorithm, share }: CurveCase): Promise<Foretold> {
  const start = performance.now();
  const contents = Object.fromEntries(await Promise.all(files.map(async (file) => [basename(file), await readFile(file)] as const)));
  const datasetVersionId = await importFiles(app, { kind, format, files: contents, ...(columns && { columns }) });
  const { modelVersionId, metrics } = await train(app, datasetVersionId, algorithm, { seed: 77, ...(share < 1 && { subset: { share, seed: 77 } }) });
  const measured = metrics['test/accuracy'] ?? NaN;
  const curve = await learningCurve(app, modelVersionId, [16, 8, 4, 2].map((part) => share / part));
  const samples = Math.round(curve.samples * share);
  return { samples, learned: curve.points, predicted: at(curve.curve, samples), measured, seconds: (performance.now() - start) / 1000 };
}

async function learningCurve(app: ApiClient, modelVersionId: string, shares: readonly number[]) {
  const { startLearningCurve } = await app.data(started, 'mutation ($input: StartLearningCurveInput!) { startLearningCurve(input: $input) { dataStudy { id } userErrors { message } } }', { input: { modelVersionId, shares } });
  const id = startLearningCurve.dataStudy?.id;
  if (id === undefined) throw new Error(JSON.stringify(startLearningCurve.userErrors));
  await Array.fromAsync(follow(app, 'subscription ($id: ID!) { dataStudyUpdated(dataStudyId: $id) { state } }', { id }));
  const { node } = await app.data(study, 'query ($id: ID!) { node(id: $id) { ... on DataStudy { state failure learningCurve { samples points { samples value } curve { samples value low high } } } } }', { id });
  if (!node.learningCurve) throw new Error(`${node.state}: ${node.failure ?? ''}`);
  return node.learningCurve;
}

/** Between two places of the curve, which lie close together, straight on a logarithmic scale. */
function at(curve: readonly z.infer<typeof place>[], samples: number): Foretold['predicted'] {
  const next = curve.findIndex((one) => one.samples >= samples);
  const [left, right] = [curve[next - 1] ?? curve[0], curve[next]];
  if (!left || !right) throw new Error(`The curve does not reach ${samples} samples.`);
  const part = left === right ? 0 : Math.log(samples / left.samples) / Math.log(right.samples / left.samples);
  const between = (a: number, b: number) => a + part * (b - a);
  return { value: between(left.value, right.value), low: between(left.low, right.low), high: between(left.high, right.high) };
}
