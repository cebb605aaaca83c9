import { parseArgs } from 'node:util';
import { FlywheelClient } from '../examples/client.ts';
import { trainModel } from '../examples/simulated-users/train.ts';
import { cleaningClient } from './cleaning/client.ts';
import { install } from './interruptions/installation.ts';
import { measureStreaming } from './streaming/measure-streaming.ts';

const options = {
  text: { type: 'string' }, settings: { type: 'string', default: '{}' }, model: { type: 'string' },
  prompt: { type: 'string', default: '{"transformer":{"text":"Once","maxTokens":400}}' }, rounds: { type: 'string', default: '20' },
} as const;

/**
 * How soon a text reaches its reader, and how evenly. Of a language model of the text file FILE that is trained here for an epoch, with a server of its own, or of
 * a model version of the server at FLYWHEEL_URL, with the key FLYWHEEL_KEY:
 * `npm run bench -- streaming --text FILE [--settings '{"epochs":1,"modelSize":160}'] | --model ID [--prompt '{"transformer":{"text":"Once"}}'] [--rounds 20]`.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  const measured = (url: string, key: string, modelVersionId: string) => measureStreaming({ url, key, modelVersionId, prompt: JSON.parse(values.prompt), rounds: Number(values.rounds) });
  if (values.model !== undefined) {
    console.log(JSON.stringify(await measured(process.env['FLYWHEEL_URL'] ?? 'http://127.0.0.1:4000', process.env['FLYWHEEL_KEY'] ?? '', values.model)));
    return;
  }
  if (values.text === undefined) throw new Error('Say of what: --text FILE trains a language model of it, --model ID takes a model version of a running server.');
  const app = await install();
  try {
    const flywheel = new FlywheelClient(app.url, app.rootKey);
    const { id } = await cleaningClient(flywheel).imported('a text', { kind: 'TEXT', format: 'TEXT_FILE', files: [values.text] });
    const model = await trainModel(flywheel, { datasetVersionId: id, seed: 1, algorithm: { transformer: { task: 'LANGUAGE_MODEL', epochs: 1, ...JSON.parse(values.settings) } } });
    console.log(JSON.stringify(await measured(app.url, app.rootKey, model.id)));
  } finally {
    await app.stop();
  }
}
