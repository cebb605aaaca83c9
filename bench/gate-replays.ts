/**
 * How often the gate of policies promotes a candidate that is truly worse, as good, or better, over replays of a cycle's end with another
 * test split each: `npm run check:gate [-- --replays 100 --seed 1 --accuracy 0.9 --classes 20 --minimum 0 --drop 0.05]`. Takes seconds. Fails where a candidate that is
 * worse by half a point or more was promoted in any of the first replays, where one as good was in more than 2.5 % beyond chance, or where one
 * better by two points was in fewer than 90 of 100 on a test split of the size that is said to be needed.
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
const MANY = 10_000;
const LEVEL = 0.025;

const counted = (points: number, share: number, samples: number, times: number) => {
  const situation: Situation = { samples, classes: number('classes'), accuracy: number('accuracy'), gain: points / 100, differing: share };
  return promotions(new Random(`gate ${values['seed']} ${points} ${share} ${samples} ${times}`), situation, rules, times);
};
const broken: string[] = [];
const rows = differing.flatMap((share) => [...new Set([samplesNeeded(share, 0.02), 1000, 2000, 3000, 5000])].sort((a, b) => a - b).map((samples) => {
  const found = gains.map((points) => counted(points, share, samples, replays));
  const isNeeded = samples === samplesNeeded(share, 0.02);
  gains.forEach((points, k) => {
    const promoted = found[k] ?? 0;
    if (points < 0 && promoted > 0) broken.push(`Worse by ${-points} points was promoted ${promoted} times (${100 * share} % differ, ${samples} samples).`);
    if (points > 0 && isNeeded && promoted < 0.9 * replays) broken.push(`Better by ${points} points was promoted ${promoted} times of ${replays} (${100 * share} % differ, ${samples} samples).`);
  });
  return [`${100 * share} %`, `${samples}${isNeeded ? ' (needed)' : ''}`, ...found.map(String)];
}));
console.log(`Promotions of ${replays} candidates each, of which each is truly better by so many points; minimum improvement ${rules.minimumImprovement}, accuracy ${values['accuracy']}, ${values['classes']} classes.\n`);
console.log(layOut([['differ', 'samples', ...gains.map((points) => (points > 0 ? `+${points}` : String(points)))], ...rows]));

console.log(`\nRates over ${MANY} replays, 3,000 samples:\n`);
const rates = differing.map((share) => [`${100 * share} %`, ...[-1, -0.5, -0.1, 0].map((points) => {
  const rate = counted(points, share, 3000, MANY) / MANY;
  if (rate > LEVEL + 3 * Math.sqrt((LEVEL * (1 - LEVEL)) / MANY)) broken.push(`Of candidates that are no better ${100 * rate} % were promoted (${100 * share} % differ, ${points} points).`);
  return `${(100 * rate).toFixed(2)} %`;
})]);
console.log(layOut([['differ', '-1', '-0.5', '-0.1', '0'], ...rates]));
for (const promise of broken) console.log(`BROKEN: ${promise}`);
if (broken.length > 0) process.exitCode = 1;
