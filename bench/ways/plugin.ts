/** The VAE plugin's own `train`, fed from memory: what a step costs without the platform. */
import { train } from '../../plugins/vae/train.ts';
import { PEERS_MODEL, repeatedBatch } from '../reference-step.ts';
import { bareContext } from '../trainer.ts';
import { printTimes, wantedSteps, WARM_UP_STEPS } from './step-times.ts';

const marks: number[] = [];
const data = repeatedBatch(wantedSteps() + WARM_UP_STEPS, () => marks.push(performance.now()));
let loss = NaN;
for await (const event of train(await bareContext(data, PEERS_MODEL, 1))) {
  if (event.type === 'metrics') loss = event.values['train/loss'] ?? loss;
}
const times = marks.slice(1).map((mark, step) => mark - (marks[step] ?? NaN));
printTimes(times.slice(WARM_UP_STEPS), loss);
