/**
 * Kills the server, the worker or both in the midst of imports, at random, and looks whether each import ends as an undisturbed one does and leaves no
 * other files: `npm run check:kills [-- --rounds 10 --rows 100000 --seed 1]`. Fails where one does not.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Random } from '../src/data/random.ts';
import { filesBelow } from './interruptions/files-below.ts';
import { type FinishedVersion, importClient, localId } from './interruptions/import-client.ts';
import { install, type ProcessName } from './interruptions/installation.ts';
import { retrying } from './interruptions/retrying.ts';
import { makeTable } from './scale/make-table.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '10' }, rows: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } } });
const random = new Random(`killed imports ${values.seed}`);
const victims: readonly (readonly ProcessName[])[] = [['worker'], ['server'], ['server', 'worker']];

const app = await install();
try {
  const table = `${app.storeFolder}-table.csv`;
  await makeTable(table, Number(values.rows));
  const bytes = await readFile(table);
  const client = importClient(app);
  const datasetId = await client.dataset('TABULAR');
  const filesOf = async (id: string) => filesBelow(join(app.storeFolder, 'dataset-versions', localId(id)));

  let replaced: Promise<unknown> = Promise.resolve();
  const until = retrying(() => replaced);
  const importOnce = async (idempotencyKey: string): Promise<{ readonly id: string; readonly uploadId: string; readonly version: FinishedVersion }> => {
    const upload = await until(() => client.announce('table.csv', bytes));
    await until(() => client.send(upload, bytes));
    const id = await until(() => client.begin({ datasetId, uploadIds: [upload.id], format: 'CSV', columns: { label: 'label' }, idempotencyKey }));
    return { id, uploadId: upload.id, version: await until(() => client.finished(id)) };
  };

  const began = performance.now();
  const whole = await importOnce('undisturbed');
  const usualMs = performance.now() - began;
  const wholeFiles = await filesOf(whole.id);
  console.log(JSON.stringify({ undisturbed: whole.version, seconds: Math.round(usualMs) / 1000, files: wholeFiles }));
  const expected = [whole];
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    const killed = victims[random.below(victims.length)] ?? [];
    const afterMs = random.below(Math.ceil(usualMs));
    const importing = importOnce(`round ${round}`);
    replaced = wait(afterMs).then(() => Promise.all(killed.map((name) => app.replace(name))));
    const [made] = await Promise.all([importing, replaced]);
    expected.push(made);
    const files = await filesOf(made.id);
    const same = made.version.status === whole.version.status && made.version.digest === whole.version.digest && files.join() === wholeFiles.join();
    console.log(JSON.stringify({ round, killed, afterMs, status: made.version.status, failure: made.version.failure, same }));
    if (!same) process.exitCode = 1;
  }
  // A server looks for what killed processes left when it starts.
  await app.replace('worker');
  await app.replace('server');
  const kept = new Set(expected.flatMap(({ id, uploadId }) => [`uploads/${localId(uploadId)}`, ...wholeFiles.map((name) => `dataset-versions/${localId(id)}/${name}`)]));
  const all = await filesBelow(app.storeFolder);
  const orphans = all.filter((name) => !kept.has(name));
  console.log(JSON.stringify({ orphans, missing: [...kept].filter((name) => !all.includes(name)) }));
  if (orphans.length > 0 || all.length < kept.size) process.exitCode = 1;
} finally {
  await app.stop();
}
