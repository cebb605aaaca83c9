/**
 * A product with thousands of simulated users, honest, lazy and hostile ones, through the public API: its feedback turns a flywheel by
 * itself, cycle by cycle. See README.md; all options are in options.ts. Ends with code 1 where the wheel breaks a promise.
 */
import { access } from 'node:fs/promises';
import { FlywheelClient } from '../client.ts';
import { importTexts } from './data-files.ts';
import { difference, measure } from './measure.ts';
import { readOptions } from './options.ts';
import { makePlan } from './plan.ts';
import { Product } from './product.ts';
import { checkPromises } from './promises.ts';
import { Random } from './random.ts';
import { readTexts } from './read-texts.ts';
import { table, writeCurve } from './report.ts';
import { makeSubjects } from './subjects.ts';
import { trainModel } from './train.ts';
import { percent, turn, type Turn } from './turns.ts';
import { algorithmOf, Wheel } from './wheel.ts';

const options = readOptions();
const startedAt = performance.now();
const say = (text: string) => console.log(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(6)} s  ${text}`);

if (await access(options.data).then(() => true, () => false)) process.exitCode = (await simulate()) ? 0 : 1;
else console.log(`SKIPPED: there is no folder ${options.data}; name one with CSV files by --data.`);

async function simulate(): Promise<boolean> {
  const flywheel = new FlywheelClient(options.url, options.key);
  const random = new Random(options.seed);
  const plan = makePlan(await readTexts(options.data, options.text, options.label), options, random);
  const { classes, rare, start, validation, gate, secret, waves, asked } = plan;
  say(`${classes.length} classes, ${rare.length} of them nearly missing; ${start.length} texts to begin with, ${validation.length} and ${gate.length} held out for training and for the gate, ${secret.length} that nobody sees`);

  const begin = await importTexts(flywheel, 'Simulated users', { train: start, validation, test: gate });
  const truth = await importTexts(flywheel, 'Simulated users, all true labels', { train: [...start, ...asked], validation, test: secret });
  const algorithm = algorithmOf(options);
  const first = await trainModel(flywheel, { datasetVersionId: begin.versionId, algorithm, seed: options.seed });
  await flywheel.ask('mutation ($input: SetModelAliasInput!) { setModelAlias(input: $input) { userErrors { message } } }', { input: { modelId: first.model.id, alias: 'production', modelVersionId: first.id, reason: 'The first' } });
  const atFirst = await measure(flywheel, first.id, truth.versionId);
  say(`the first model is right in ${percent(atFirst.value)} of cases`);

  const product = new Product(flywheel, first.model.id, plan, makeSubjects(options, random), random);
  const minimumFeedback = Math.ceil(Math.min(...waves.map(({ texts }) => texts.length)) / 3);
  const wheel = await Wheel.start(flywheel, { modelId: first.model.id, datasetId: begin.datasetId, algorithm, minimumFeedback });
  const turns: Turn[] = [];
  for (const wave of waves) turns.push(await turn({ flywheel, modelId: first.model.id, product, wheel, secretVersionId: truth.versionId, say }, wave, turns.at(-1)?.production ?? atFirst, options));
  await wheel.stop();

  const best = await measure(flywheel, (await trainModel(flywheel, { datasetVersionId: truth.versionId, algorithm, seed: options.seed })).id, truth.versionId);
  const outcome = { start: atFirst.value, turns, truth: best.value };
  await writeCurve(options.out, outcome);
  console.log(`\n${table(outcome)}\n\nThe curve: ${options.out}/curve.svg and curve.csv\n`);
  const promises = checkPromises(turns, await difference(flywheel, best, turns.at(-1)?.production ?? atFirst), options.tolerance);
  for (const { promise, isKept, found } of promises) console.log(`${isKept ? 'KEPT  ' : 'BROKEN'} ${promise}: ${found}`);
  return promises.every(({ isKept }) => isKept);
}
