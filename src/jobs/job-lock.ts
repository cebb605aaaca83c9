import { Client } from 'pg';

/**
 * Does `work` while no other worker does it for the same object; waits for that. A worker that was only slow
 * (its machine slept) may be at it still when its job is given to another, and both would write the same files.
 * `work`'s signal is aborted with the caller's, and when the lock was lost with its connection; `isHeld`
 * asks the database whether it is ours still.
 *
 * @param objectId  what the job is about
 */
export async function withJobLock<T>(databaseUrl: string, objectId: string, signal: AbortSignal, work: (signal: AbortSignal, isHeld: () => Promise<boolean>) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl, application_name: 'flywheel job lock' });
  const lost = new AbortController();
  const lose = (error?: Error) => lost.abort(new Error('The connection that held the lock of the job was lost.', { cause: error }));
  client.on('error', lose);
  client.on('end', () => lose());
  const held = AbortSignal.any([signal, lost.signal]);
  await client.connect();
  const leave = () => void client.end();
  try {
    // So that the lock of a machine that vanished is free after 25 s, not after hours.
    await client.query('set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3');
    signal.addEventListener('abort', leave);
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [objectId]);
    signal.removeEventListener('abort', leave);
    held.throwIfAborted();
    const isHeld = () => client.query('select 1').then(() => !lost.signal.aborted, () => false);
    return await work(held, isHeld);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', leave);
    await client.end();
  }
}
