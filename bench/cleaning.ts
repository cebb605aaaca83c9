/**
 * Whether cleaning brings back what damage costs, on real data and by the public API alone: a set as it is, the same with faults planted in it, and that after
 * `cleanDatasetVersion`; a model is trained on each and measured on the untouched test split:
 * `npm run check:cleaning [-- --data ../shared/data --seed 1 --only mnist]`. Fails where the damaged set is not refused, the cleaned one is not ready,
 * or less than half of what the damage cost comes back; where it cost less than two points, cleaning may be one point below the set as it is.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { FlywheelClient } from '../examples/client.ts';
import { measure } from '../examples/simulated-users/measure.ts';
import { trainModel } from '../examples/simulated-users/train.ts';
import { type AssessedVersion, cleaningClient } from './cleaning/client.ts';
import { damagedSets } from './cleaning/damaged-sets.ts';
import { install } from './interruptions/installation.ts';

const { values } = parseArgs({ options: { data: { type: 'string', default: '../shared/data' }, seed: { type: 'string', default: '1' }, only: { type: 'string' } } });

/** A model can bear many wrong labels; half of this, one point, is within chance on test splits of some thousand samples. */
const LEAST_COST = 0.02;

const app = await install();
const folder = await mkdtemp(join(tmpdir(), 'flywheel-cleaning-'));
try {
  const flywheel = new FlywheelClient(app.url, app.rootKey);
  const client = cleaningClient(flywheel);
  for (const { name, metric, epochs, read } of damagedSets(values.data, Number(values.seed))) {
    if (values.only !== undefined && values.only !== name) continue;
    const { clean, plant } = await read();
    const imported = async (which: string, { kind, format, files }: Awaited<ReturnType<typeof clean>>) => {
      const own = join(folder, name, which);
      await mkdir(own, { recursive: true });
      await Promise.all(Object.entries(files).map(([file, bytes]) => writeFile(join(own, file), bytes)));
      return client.imported(`${name}, ${which}`, { kind, format, files: Object.keys(files).map((file) => join(own, file)) });
    };
    const whole = await imported('as it is', await clean());
    /** As many steps on each, to the nearest epoch, since a set with copies has longer epochs. */
    const algorithmFor = (version: AssessedVersion) => ({ transformer: { epochs: Math.round((epochs * trainingSamples(whole)) / trainingSamples(version)) } });
    const scoreOf = async (version: AssessedVersion) => {
      const { id } = await trainModel(flywheel, { datasetVersionId: version.id, seed: Number(values.seed), algorithm: algorithmFor(version) });
      return (await measure(flywheel, id, whole.id, metric)).value;
    };
    const asItIs = await scoreOf(whole);
    const rejected = await imported('damaged', await plant());
    const refusal = await client.refusalToTrain(rejected.id, algorithmFor(rejected));
    const cleaned = await client.cleaned(rejected.id);
    const afterCleaning = await scoreOf(cleaned);
    await client.overrule(rejected.id);
    const withDamage = await scoreOf(rejected);
    console.log(JSON.stringify({ set: name, metric, asItIs, withDamage, afterCleaning, damaged: rejected, refusal, cleaned }));
    const isGated = whole.status === 'READY' && rejected.status === 'REJECTED' && refusal !== null && cleaned.status === 'READY';
    if (!isGated || afterCleaning < asItIs - Math.max(LEAST_COST, asItIs - withDamage) / 2) {
      console.log(`${name}: not kept.`);
      process.exitCode = 1;
    }
  }
} finally {
  await app.stop();
  await rm(folder, { recursive: true, force: true });
}

function trainingSamples({ splits }: AssessedVersion): number {
  return splits.find(({ split }) => split === 'TRAIN')?.count ?? 1;
}
