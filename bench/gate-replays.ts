/**
 * How often the gate of policies promotes a candidate that is truly worse, as good, or better, over replays of a cycle's end with another test
 * split each: `npm run check:gate [-- --replays 100 --seed 1 --accuracy 0.9 --classes 20 --minimum 0 --drop 0.05]`. Ten seconds. Fails where,
 * on test splits of the size that is said to be needed or more, one that is worse by a point or more was promoted in any replay, or one that is better by two points in
 * fewer than 90 of 100; and where one that is no better was promoted more often than the rates that are promised.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Random } from '../src/data/random.ts';
import { promotions, samplesNeeded, type Situation } from './gate-replays/replay.ts';
import { layOut } from './table.ts';

const texts = { replays: '100', seed: '1', accuracy: '0.9', classes: '20', minimum: '0', drop: '' };
const { values } = parseArgs({ options: Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { type: 'string' as const, default: text }])) });
const number = (name: keyof typeof texts) => Number(values[name]);
const replays = number('replays');
const rules = { minimumImprovement: number('minimum'), maximumClassDrop: values['drop'] === '' ? null : number('drop') };

/** Points by which a candidate is truly better. */
const gains = [-2, -1, -0.5, 0, 2];
/** Shares of samples that one model alone gets right: of those measured in cycles, and beyond. */
const differing = [0.025, 0.05, 0.1, 0.15];
/** For rates. */
const MANY = 4_000;
/** Points, and at most which share of candidates like that may be promoted. */
const promised: readonly (readonly [points: number, rate: number])[] = [[-1, 0.001], [-0.5, 0.005], [0, 0.025]];

const counted = (points: number, share: number, samples: number, times: number) => {
  const situation: Situation = { samples, classes: number('classes'), accuracy: number('accuracy'), gain: points / 100, differing: share };
  return promotions(new Random(`gate ${values['seed']} ${points} ${share} ${samples} ${times}`), situation, rules, times);
};
const broken: string[] = [];
const rows = differing.flatMap((share) => [...new Set([samplesNeeded(share, 0.02), 1000, 2000, 3000, 5000])].sort((a, b) => a - b).map((samples) => {
  const found = gains.map((points) => counted(points, share, samples, replays));
  const needed = samplesNeeded(share, 0.02);
  gains.forEach((points, k) => {
    const promoted = found[k] ?? 0;
    if (points <= -1 && samples >= needed && promoted > 0) broken.push(`Worse by ${-points} points was promoted ${promoted} times (${100 * share} % differ, ${samples} samples).`);
    if (points > 0 && samples >= needed && promoted < 0.9 * replays) broken.push(`Better by ${points} points was promoted ${promoted} times of ${replays} (${100 * share} % differ, ${samples} samples).`);
  });
  return [`${100 * share} %`, `${samples}${samples === needed ? ' (needed)' : ''}`, ...found.map(String)];
}));
console.log(`Promotions of ${replays} candidates each, of which each is truly better by so many points; minimum improvement ${rules.minimumImprovement}, accuracy ${values['accuracy']}, ${values['classes']} classes.\n`);
console.log(layOut([['differ', 'samples', ...gains.map((points) => (points > 0 ? `+${points}` : String(points)))], ...rows]));

console.log(`\nRates over ${MANY} replays on 3,000 samples:\n`);
const rates = differing.map((share) => [`${100 * share} %`, ...promised.map(([points, most]) => {
  const rate = counted(points, share, 3000, MANY) / MANY;
  if (rate > most + 3 * Math.sqrt((most * (1 - most)) / MANY)) broken.push(`Better by ${points} points was promoted in ${100 * rate} % (${100 * share} % differ).`);
  return `${(100 * rate).toFixed(2)} %`;
})]);
console.log(layOut([['differ', ...promised.map(([points]) => String(points))], ...rates]));
for (const promise of broken) console.log(`BROKEN: ${promise}`);
if (broken.length > 0) process.exitCode = 1;
