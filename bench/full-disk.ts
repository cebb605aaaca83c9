/**
 * Lets the disk of the store become full during uploads, imports, exports and seals, and looks whether each fails with a clear message, leaves nothing
 * behind, and succeeds once there is space: `npm run check:full-disk`. The disk is a file system in memory, so this needs Linux, and to be root.
 * Fails where one does not.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { follow } from '../test/support/follow.ts';
import { filesBelow } from './interruptions/files-below.ts';
import { importClient } from './interruptions/import-client.ts';
import { install } from './interruptions/installation.ts';
import { makeTable } from './scale/make-table.ts';

const DISK = '64m';
const ROWS = 50_000;

const app = await install({
  async prepareStore(folder) {
    await mkdir(folder, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', folder]);
    return () => Promise.resolve(void execFileSync('umount', [folder]));
  },
});
const ballast = join(app.storeFolder, 'ballast');
/** Leaves so many bytes of the disk. */
const leave = async (bytes: number) => {
  await rm(ballast, { force: true });
  const { bavail, bsize } = await statfs(app.storeFolder);
  await writeFile(ballast, new Uint8Array(Math.max(0, bavail * bsize - bytes)));
};
const free = () => rm(ballast, { force: true });
const bytesOf = async (folder: string) => {
  const names = await filesBelow(join(app.storeFolder, folder));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(app.storeFolder, folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
};
const files = async () => (await filesBelow(app.storeFolder)).filter((name) => name !== 'ballast').join();

function check(what: string, holds: boolean, told: unknown): void {
  console.log(JSON.stringify({ what, holds, told }));
  if (!holds) process.exitCode = 1;
}

const messageOf = (work: Promise<unknown>) => work.then(() => undefined, (error: unknown) => (error instanceof Error ? error.message : String(error)));
const exporting = z.object({ exportDatasetVersion: z.object({ datasetExport: z.object({ id: z.string() }) }) });
const exportState = z.object({ node: z.object({ state: z.string(), failure: z.string().nullable() }) });

async function exported(datasetVersionId: string): Promise<z.infer<typeof exportState>['node']> {
  const { id } = (await app.data(exporting, 'mutation ($input: ExportDatasetVersionInput!) { exportDatasetVersion(input: $input) { datasetExport { id } } }', { input: { datasetVersionId, format: 'JSONL' } })).exportDatasetVersion.datasetExport;
  await Array.fromAsync(follow(app, 'subscription ($id: ID!) { datasetExportUpdated(datasetExportId: $id) { state } }', { id }));
  return (await app.data(exportState, 'query ($id: ID!) { node(id: $id) { ... on DatasetExport { state failure } } }', { id })).node;
}

try {
  const table = join(app.storeFolder, '..', 'table.csv');
  await makeTable(table, ROWS);
  const bytes = await readFile(table);
  const client = importClient(app);
  const datasetId = await client.dataset('TABULAR');
  const begin = (uploadId: string) => client.begin({ datasetId, uploadIds: [uploadId], format: 'CSV', columns: { label: 'label' } }).then((id) => client.finished(id).then((version) => ({ id, ...version })));

  const upload = await client.announce('table.csv', bytes);
  const beforeUpload = await files();
  await leave(bytes.byteLength / 2);
  const announced = await messageOf(client.announce('table.csv', bytes));
  check('an upload that has no space is refused when it is announced', /disk left/.test(announced ?? ''), announced);
  const sent = await messageOf(client.send(upload, bytes));
  check('bytes that have no space are refused, and nothing of them is kept', /no disk left/.test(sent ?? '') && (await files()) === beforeUpload, sent);
  await free();
  await client.send(upload, bytes);

  const whole = await begin(upload.id);
  check('with space the same upload is taken and imported', whole.status === 'READY', whole);
  const needed = await bytesOf('dataset-versions');
  for (const share of [0, 0.3, 0.6, 0.9]) {
    const before = await files();
    await leave(share * needed);
    const failed = await begin(upload.id);
    check(`an import with ${100 * share} % of what it needs fails, and leaves nothing`, failed.status === 'FAILED' && /disk of the server is full/.test(failed.failure ?? '') && (await files()) === before, failed);
    await free();
  }
  const beforeExport = await files();
  await leave(100_000);
  const failedExport = await exported(whole.id);
  check('an export fails, and leaves nothing', failedExport.state === 'FAILED' && /disk of the server is full/.test(failedExport.failure ?? '') && (await files()) === beforeExport, failedExport);
  await free();
  check('with space the export is made', (await exported(whole.id)).state === 'SUCCEEDED', 'SUCCEEDED');
  const again = await begin(upload.id);
  check('with space the import gives the same digest', again.status === 'READY' && again.digest === whole.digest, again);
} finally {
  await app.stop();
}
