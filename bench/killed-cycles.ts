/**
 * Kills the worker, the server or both with SIGKILL at random times while a policy's wheel turns, and looks whether each trigger comes to exactly one cycle with one
 * version, one run, one candidate and each event once, and whether anything is left that belongs to none of them:
 * `npm run check:cycle-kills [-- --kills 10 --seed 1]`. Takes some minutes; fails where one does not.
 */
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Random } from '../src/data/random.ts';
import { range } from '../test/support/appending.ts';
import { wheelEnvironment, wheeling } from '../test/support/wheel.ts';
import { cycleTraces } from './interruptions/cycle-traces.ts';
import { filesBelow } from './interruptions/files-below.ts';
import { install, type ProcessName } from './interruptions/installation.ts';
import { retrying } from './interruptions/retrying.ts';
import { layOut } from './table.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } } });
const random = new Random(`killed cycles ${values.seed}`);
const victims: readonly (readonly ProcessName[])[] = [['worker'], ['worker'], ['server'], ['server', 'worker']];
/** Of a cycle that nothing disturbs, on a machine with something else to do; a kill comes at any time within so long after the one before. */
const USUAL_MS = 8_000;
/** Of a cycle, so that there are several. */
const MOST_KILLS = 4;
const COURSES = ['PROMOTED', 'HELD'].map((end) => `ASSESSING TRAINING EVALUATING ${end}`);

const app = await install({ environment: wheelEnvironment });
try {
  const { begin, use, setPolicy, turn, until, cycles } = wheeling(() => app);
  let recovered: Promise<unknown> = Promise.resolve();
  const surely = retrying(() => recovered);
  const wheel = await begin();
  const policyId = (await setPolicy(wheel, { minimumFeedback: 30 })).flywheelPolicy?.id ?? '';

  const killUntil = async (over: AbortSignal, most: number): Promise<string[]> => {
    const killed: string[] = [];
    while (killed.length < most) {
      await wait(random.below(USUAL_MS), undefined, { signal: over }).catch(() => undefined);
      if (over.aborted) break;
      const names = victims[random.below(victims.length)] ?? [];
      recovered = Promise.all(names.map((name) => app.replace(name)));
      await recovered;
      killed.push(names.join('+'));
    }
    return killed;
  };
  /** People say enough for the policy, or, every second time, too little, and a person presses the button, again where the answer was lost. */
  const round = async (number: number, most: number) => {
    const over = new AbortController();
    const isPersons = number % 2 === 0;
    await use(wheel, range(number * 10_000, number * 10_000 + (isPersons ? 20 : 60)));
    const killing = killUntil(over.signal, most);
    if (isPersons) await surely(() => turn(policyId, `round ${number}`));
    const events = await surely(() => until(policyId, number)).finally(() => over.abort());
    return { trigger: isPersons ? 'PERSON' : 'FEEDBACK', events, killed: await killing };
  };

  const rows: string[][] = [];
  const total = Number(values.kills);
  for (let number = 1, kills = 0; kills < total; number += 1) {
    const { trigger, events, killed } = await round(number, Math.min(MOST_KILLS, total - kills));
    kills += killed.length;
    const [all, made] = [await surely(() => cycles(policyId)), await surely(() => cycleTraces(app, wheel))];
    const course = events.map(({ state }) => state).join(' ');
    const isOnce = all.length === number && all.at(-1)?.trigger === trigger && COURSES.includes(course) && [made.datasetVersions, made.trainingRuns, made.modelVersions].every((count) => count === number + 1) && made.mostEvaluations === 1;
    if (!isOnce) process.exitCode = 1;
    console.log(JSON.stringify({ round: number, killed, course, isOnce }));
    rows.push([String(number), killed.join(', ') || 'none', trigger, String(all.length), String(made.datasetVersions - 1), String(made.trainingRuns - 1), String(made.modelVersions - 1), course, isOnce ? 'yes' : 'NO']);
  }
  console.log(layOut([['round', 'killed', 'trigger', 'cycles', 'versions', 'runs', 'candidates', 'events of the cycle', 'each once'], ...rows]));

  // A server and a worker look for what killed processes left when they start.
  await app.replace('worker');
  await app.replace('server');
  const { ids } = await cycleTraces(app, wheel);
  const orphans = (await filesBelow(app.storeFolder)).filter((name) => !name.startsWith('uploads/') && !ids.has(name.split('/')[1] ?? ''));
  console.log(JSON.stringify({ orphans }));
  if (orphans.length > 0) process.exitCode = 1;
} finally {
  await app.stop();
}
