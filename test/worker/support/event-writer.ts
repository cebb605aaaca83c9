/** Writes events of a run as a trainer's supervisor does, one transaction each. Arguments: database URL, run id, count. */
import process from 'node:process';
import { Client } from 'pg';
import { channels } from '../../../src/domain/ports.ts';

const [databaseUrl = '', runId = '', count = '0'] = process.argv.slice(2);
process.on('disconnect', () => process.exit());
const client = new Client({ connectionString: databaseUrl, application_name: 'test event writer' });
await client.connect();

async function write(type: string, payload: object): Promise<void> {
  await client.query('begin');
  const { rows } = await client.query<{ number: number }>('update training_run set event_count = event_count + 1 where id = $1 returning event_count as number', [runId]);
  await client.query('insert into training_run_event (training_run_id, number, type, payload, time) values ($1, $2, $3, $4, now())', [runId, rows[0]?.number, type, JSON.stringify({ type, ...payload })]);
  await client.query('select pg_notify($1, $2)', [channels.trainingRun, runId]);
  await client.query('commit');
}

for (let index = 1; index < Number(count); index += 1) {
  await write('LogWritten', { line: `line ${index}` });
  if (index % 50 === 0) process.send?.({ written: index });
}
await write('TrainingRunStateChanged', { state: 'SUCCEEDED', attempt: 1, message: null });
await client.end();
process.send?.({ done: true });
process.disconnect();
