/** An evaluating process: measures one model version on one split, tells its parent what came of it, and ends. Loads TensorFlow; knows no database. */
import process from 'node:process';
import { logLine } from '../domain/training-runs/log-line.ts';
import type { EvaluationResult } from '../domain/evaluation-result.ts';
import { acceptTypeScript } from '../plugins/accept-typescript.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { deliverToParent, liveWithParent, sendToParent } from '../processes/parent.ts';
import { LocalBlobStore } from '../store/local-blob-store.ts';
import { modelFileKey } from '../store/keys.ts';
import { openBackend } from '../tensor/backend.ts';
import { createRandom } from '../tensor/random.ts';
import { createTensorTools } from '../tensor/tools.ts';
import { evaluateSplit, evaluationSeed } from './evaluate-split.ts';
import { EvaluationFault } from './evaluation-fault.ts';
import { type EvaluationTask, type FromEvaluator, isToEvaluator } from './protocol.ts';

const stopping = new AbortController();

async function evaluate(task: EvaluationTask): Promise<EvaluationResult> {
  const { algorithm, id, dataset } = task.modelVersion;
  const { tf, compute } = await openBackend();
  acceptTypeScript();
  const plugin = (await loadPlugins(task.pluginsFile)).get(algorithm);
  if (!plugin) throw new EvaluationFault(`The plugin ${algorithm}, which the model was made by, is not installed on this worker.`);
  if (!plugin.backends.includes(compute.backend)) throw new EvaluationFault(`${plugin.name} needs ${plugin.backends.join(' or ')}; this worker has ${compute.backend}.`);
  const store = new LocalBlobStore(task.storeFolder);
  const { executor } = await plugin.executor();
  const model = await executor.load({ ...createTensorTools(tf, compute.backend, console.warn), readFile: (path) => store.readAll(modelFileKey(id, path)), dataset });
  try {
    return await evaluateSplit({ evaluation: task, model, store, random: createRandom(tf, compute.backend, evaluationSeed), onProgress: tellProgress(), signal: stopping.signal });
  } finally {
    model.dispose();
  }
}

async function outcome(task: EvaluationTask): Promise<FromEvaluator> {
  try {
    return { type: 'evaluated', result: await evaluate(task) };
  } catch (error) {
    if (error instanceof EvaluationFault) return { type: 'fault', message: logLine(error.message) };
    return { type: 'error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** A message per hundredth, not one per sample. */
function tellProgress(): (progress: number) => void {
  let told = 0;
  return (progress) => {
    if (progress < told + 0.01) return;
    told = progress;
    sendToParent({ type: 'progress', progress } satisfies FromEvaluator);
  };
}

liveWithParent();
process.on('message', (message) => {
  if (!isToEvaluator(message)) return;
  if (message.type === 'stop') stopping.abort(new Error('The evaluation was stopped.'));
  else void outcome(message).then(deliverToParent).then(() => process.exit());
});
