import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { DuckDBConnection } from '@duckdb/node-api';
const { importFiles } = await import('/work/trees/export/src/data/import-files.ts');
const { assess } = await import('/work/trees/export/src/data/quality/assess.ts');
const { LocalBlobStore } = await import('/work/trees/export/src/store/local-blob-store.ts');
const t0 = performance.now();
const cpu0 = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1e6; };
for (const name of ['run', 'runAndReadAll'] as const) {
  const old = (DuckDBConnection.prototype as any)[name];
  (DuckDBConnection.prototype as any)[name] = async function (sql: string, ...rest: any[]) {
    const a = performance.now(), c = cpu0();
    try { return await old.call(this, sql, ...rest); } finally {
      const d = performance.now() - a;
      if (d > 30) console.log(`${((performance.now() - t0) / 1000).toFixed(1).padStart(6)}  ${(d / 1000).toFixed(2).padStart(7)}s cpu ${(cpu0() - c).toFixed(2).padStart(6)} rss ${(process.memoryUsage.rss() / 1e6).toFixed(0)}  ${sql.replace(/\s+/g, ' ').slice(0, 110)}`);
    }
  };
}
const [kind, format, file] = process.argv.slice(2);
const folder = await mkdtemp('/tmp/prof/store-');
try {
  const store = new LocalBlobStore(folder);
  await store.write('uploads/1', createReadStream(file!));
  const signal = new AbortController().signal;
  const a = performance.now(), c = cpu0();
  const version = await importFiles(kind as any, { uploads: [{ filename: file!.split('/').at(-1)!, key: 'uploads/1' }], format: format as any, split: { validation: 0.1, test: 0.1, seed: 0 }, target: 'dataset-versions/1', store, onProgress: () => undefined, signal });
  const b = performance.now(), c2 = cpu0();
  const report = await assess({ store, prefix: 'dataset-versions/1', description: version.description, leftOut: version, onProgress: () => undefined, signal });
  console.log({ digest: version.digest.slice(0, 12), import: (b - a) / 1000, importCpu: c2 - c, assess: (performance.now() - b) / 1000, assessCpu: cpu0() - c2, maxRss: process.resourceUsage().maxRSS / 1000 }, report.findings.map((f: any) => f.check).join());
} finally { await rm(folder, { recursive: true }); }
