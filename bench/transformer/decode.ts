/**
 * Milliseconds per token of a language model with a cache, after 10, 100 and 1,000 tokens, and up to the first token, as
 * one JSON line: `node --import tsx bench/transformer/decode.ts [maxLength=128 …]`. The weights are random: they do not
 * change what a token costs.
 */
import { Weights } from '../../plugins/transformer/layers/weights.ts';
import { createDecoder } from '../../plugins/transformer/tasks/language-model/decode.ts';
import { createLanguageModel } from '../../plugins/transformer/tasks/language-model/model.ts';
import { openBackend } from '../../src/tensor/backend.ts';
import { createRandom } from '../../src/tensor/random.ts';
import { createTensorTools } from '../../src/tensor/tools.ts';

const given = Object.fromEntries(process.argv.slice(2).map((text) => text.split('=', 2)).map(([name, value]) => [name, Number(value)]));
const shape = { vocabulary: 68, layers: 4, heads: 4, modelSize: 128, feedForwardSize: 512, maxLength: 128, ...given };
const PROMPT = 20;
/** Tokens whose median is told: those up to 10, 100 and 1,000. */
const ENDS = [10, 100, 1000];
const WINDOW = 10;

const { tf } = await openBackend('tensorflow');
const tools = createTensorTools(tf, 'TENSORFLOW', console.warn);
const weights = new Weights(tf, createRandom(tf, 'TENSORFLOW', 1));
const decoder = createDecoder(tools, createLanguageModel({ tf, nn: tools.nn, weights }, shape, 0), shape);
const prompt = Array.from({ length: PROMPT }, (_, k) => 3 + (k % 60));

/** Milliseconds that each token took. */
async function write(tokens: number): Promise<number[]> {
  const times: number[] = [];
  let since = performance.now();
  for await (const _token of decoder.tokens(prompt, async (logits) => logits.indexOf(Math.max(...logits)))) {
    times.push(performance.now() - since);
    if (times.length === tokens) break;
    since = performance.now();
  }
  return times;
}

const round = (value: number) => Math.round(value * 100) / 100;
const median = (values: readonly number[]) => round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN);

const [first = NaN] = await write(1);
await write(5);
const [later = NaN] = await write(1);
const times = await write(ENDS.at(-1) ?? 0);
console.log(JSON.stringify({
  ...shape,
  first_token_ms: { of_the_process: round(first), with_graphs: round(later) },
  ms_per_token_at: Object.fromEntries(ENDS.map((end) => [end, median(times.slice(end - WINDOW, end))])),
  memory: { tensors: tf.memory().numTensors, rssMegabytes: Math.round(process.memoryUsage().rss / 1e6) },
}));
