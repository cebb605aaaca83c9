import type { ComputeInfo } from '../domain/compute-info.ts';
import type { Logger } from '../logging.ts';
import { Problem } from '../problem.ts';
import { exitOf, forkScript } from '../processes/fork-script.ts';

export type ComputeFound =
  | { readonly type: 'compute'; readonly compute: ComputeInfo; readonly why: readonly string[] }
  | { readonly type: 'none'; readonly why: readonly string[] };

/** How this machine computes tensors, found out by a short-lived process (1 to 2 s). @throws Problem where nothing can. */
export async function probeCompute(environment: Readonly<Record<string, string>>, logger: Logger): Promise<ComputeInfo> {
  const child = forkScript(new URL('./probe-compute-child.ts', import.meta.url), environment);
  let found: ComputeFound | undefined;
  child.on('message', (message) => {
    if (isComputeFound(message)) found = message;
  });
  const how = await exitOf(child);
  if (!found) throw new Problem(`TensorFlow could not be tried (${how}). \`npm run doctor\` may say why.`);
  for (const why of found.why) logger.warn(why);
  if (found.type === 'none') throw new Problem(`Nothing here can compute tensors. ${found.why.join(' ')} \`npm run doctor\` says what to do.`);
  return found.compute;
}

function isComputeFound(message: unknown): message is ComputeFound {
  return typeof message === 'object' && message !== null && 'type' in message && (message.type === 'compute' || message.type === 'none');
}
