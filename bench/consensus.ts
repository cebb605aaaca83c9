import { itemsOf } from '../src/domain/consensus/tabulate.ts';
import { weighClasses } from '../src/domain/consensus/weigh-classes.ts';
import { weighAnswers } from '../src/weighing/weigh-answers.ts';
import { answersOf } from './consensus/answer.ts';
import { crowds } from './consensus/crowds.ts';

const SEEDS = [1, 2, 3, 4, 5];
/** The default of a project's feedback settings. */
const RULES = { minimumProbability: 0.8 };
/** Above which a label is taken though no majority says it, once a crowd is known. */
const SURE = 0.95;

interface Counts {
  prompts: number;
  usable: number;
  right: number;
  sure: number;
  sureRight: number;
}

/**
 * Of simulated crowds: how many prompts become samples, how many of these are right; and of the prompts that people disagree about and two
 * say the likeliest label of, at a probability of 0.95 or more, how many are right. One JSON line per crowd, all seeds together.
 */
export async function run(): Promise<void> {
  for (const crowd of crowds) {
    const counts: Counts = { prompts: 0, usable: 0, right: 0, sure: 0, sureRight: 0 };
    let given = 0;
    for (const seed of SEEDS) {
      const { classes, answers, truth } = answersOf(crowd, seed);
      given += answers.length;
      const { labels } = await weighClasses({ weigh: (table) => Promise.resolve(weighAnswers(table)) }, itemsOf(answers), classes, new Map(), RULES);
      for (const { item, state, label, probability, agreeing, votes } of labels) {
        const isRight = Number(truth.get(item) === label);
        counts.prompts += 1;
        if (state === 'USABLE') [counts.usable, counts.right] = [counts.usable + 1, counts.right + isRight];
        if (votes.length > 1 && probability >= SURE && agreeing >= 2) [counts.sure, counts.sureRight] = [counts.sure + 1, counts.sureRight + isRight];
      }
    }
    console.log(JSON.stringify({ ...crowd, answers: Math.round(given / SEEDS.length), usable: share(counts.usable, counts.prompts), right: share(counts.right, counts.usable), disagreedAndSure: counts.sure, disagreedAndRight: share(counts.sureRight, counts.sure) }));
  }
}

const share = (part: number, of: number) => Math.round((part / of) * 10_000) / 10_000;
