import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startApplication } from './feedback/application.ts';
import { batches, type Item, singles, watching } from './feedback/load.ts';
import { prepare } from './feedback/prepare.ts';
import { processorTimes, timeBetween } from './feedback/processor-time.ts';
import { readBack } from './feedback/read-back.ts';

const options = {
  rate: { type: 'string', default: '1000' }, size: { type: 'string', default: '100' }, seconds: { type: 'string', default: '60' },
  clients: { type: 'string', default: '16' }, generations: { type: 'string', default: '1000' }, subjects: { type: 'string', default: '5000' },
} as const;

/**
 * How much feedback a server takes, and how soon it answers: in batches at a rate, then one by one as fast as it answers. At the end all is
 * read back through the API: none may be lost, none stored twice. A server, a worker and their database run on the same machine as the clients; `processorMs` is
 * processor time per item, which tells more than the clock where others use the machine, too:
 * `npm run bench -- feedback [--rate 1000 --size 100 --seconds 60 --clients 16]`.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options });
  const [rate, size, seconds, clients, generations, subjects] = [values.rate, values.size, values.seconds, values.clients, values.generations, values.subjects].map(Number) as [number, number, number, number, number, number];
  const app = await startApplication();
  try {
    const { modelId, generationIds } = await prepare(app, generations);
    const numbers = new Set<string>();
    /** No two about the same generation by the same subject, as long as there are fewer than generations × subjects. */
    const item = (kind: string) => (number: number): Item => {
      const name = `${kind} ${number}`;
      numbers.add(name);
      return {
        generationId: generationIds[number % generationIds.length], subject: `${kind} person ${(number + Math.floor(number / subjects)) % subjects}`,
        rating: number % 3 === 0 ? 'NEGATIVE' : 'POSITIVE', ...(number % 3 === 0 && { correction: { label: 'money' } }), locale: 'en-GB', metadata: { number: name }, idempotencyKey: name,
      };
    };
    await batches(app, item('first'), { perSecond: rate, size, seconds: 3 }); // Connections open and code is compiled.
    for (const [name, measure] of [
      ['batches', () => batches(app, item('batch'), { perSecond: rate, size, seconds })],
      ['single', () => singles(app, item('single'), { clients, seconds: Math.min(seconds, 30) })],
    ] as const) {
      const ended = new AbortController();
      const meanwhile = watching(app, modelId, ended.signal);
      const before = await processorTimes(app.serverPid);
      const result = await measure();
      const spent = timeBetween(app.serverPid, before, await processorTimes(app.serverPid));
      ended.abort();
      const perItem = (milliseconds: number) => Math.round((milliseconds / result.items) * 1000) / 1000;
      console.log(JSON.stringify({ name, ...result, processorMs: { server: perItem(spent.own), database: perItem(spent.below) }, otherQueries: await meanwhile, load: loadavg()[0] }));
    }
    console.log(JSON.stringify({ name: 'read back', sent: numbers.size, ...(await readBack(app, modelId, numbers)) }));
  } finally {
    await app.stop();
  }
}
