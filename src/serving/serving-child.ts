/** A serving process: keeps models in memory and makes generations as its parent asks. Loads TensorFlow; knows no database. */
import process from 'node:process';
import { UnfitOutput } from '../data/store-output.ts';
import { logLine } from '../domain/training-runs/log-line.ts';
import { createLogger } from '../logging.ts';
import { PromptError } from '../plugin/index.ts';
import { acceptTypeScript } from '../plugins/accept-typescript.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { liveWithParent, sendToParent } from '../processes/parent.ts';
import { LocalBlobStore } from '../store/local-blob-store.ts';
import { openBackend } from '../tensor/backend.ts';
import { createTensorTools } from '../tensor/tools.ts';
import { answerRequest, type ServingContext } from './answer-request.ts';
import { ModelCache } from './model-cache.ts';
import { type FailureKind, type FromServing, type GenerateRequest, isToServing, type ServingStart } from './protocol.ts';

const LIMITS = { models: 16, bytes: 2 ** 30 };

const send = (message: FromServing) => sendToParent(message);
const running = new Map<string, AbortController>();
let context: ServingContext | undefined;

async function start({ pluginsFile, storeFolder }: ServingStart): Promise<void> {
  const { tf, compute } = await openBackend();
  acceptTypeScript();
  context = { tools: createTensorTools(tf, compute.backend, console.warn), backend: compute.backend, plugins: await loadPlugins(pluginsFile), store: new LocalBlobStore(storeFolder), cache: new ModelCache(LIMITS) };
  send({ type: 'ready' });
}

async function answer(requestId: string, request: GenerateRequest): Promise<void> {
  const canceling = new AbortController();
  running.set(requestId, canceling);
  try {
    if (!context) throw new Error('A request came before the start.');
    const times = await answerRequest(context, request, (piece) => send({ type: 'piece', requestId, piece }), canceling.signal);
    send({ type: 'made', requestId, ...times });
  } catch (error) {
    send({ type: 'failed', requestId, ...describe(error, canceling.signal) });
  } finally {
    running.delete(requestId);
  }
}

function describe(error: unknown, canceling: AbortSignal): { kind: FailureKind; message: string } {
  if (canceling.aborted) return { kind: 'canceled', message: 'canceled' };
  if (error instanceof PromptError || error instanceof UnfitOutput) return { kind: 'prompt', message: logLine(error.message) };
  return { kind: 'error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

liveWithParent();
process.on('message', (message) => {
  if (!isToServing(message)) return;
  if (message.type === 'start') {
    start(message).catch((error: unknown) => {
      createLogger(message.logLevel, 'serving').fatal({ err: error }, 'the serving process cannot start');
      process.exit(1);
    });
  } else if (message.type === 'generate') void answer(message.requestId, message.request);
  else running.get(message.requestId)?.abort();
});
