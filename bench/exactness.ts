/** Whether compiled steps give what steps as written give, to the last bit: `exactness.ts [STEPS]`. Fails where one does not. */
import process from 'node:process';
import { compareModel } from './exactness-of.ts';
import { modelNames } from './models/all.ts';

const steps = Number(process.argv[2] ?? 50);
if (!Number.isInteger(steps) || steps < 1) throw new Error(`The number of steps has to be a whole number of at least 1; it is ${process.argv[2]}.`);
for (const name of modelNames) {
  const { differing, fallback, replayed } = await compareModel(name, steps);
  const isSame = differing.length === 0 && fallback === undefined && replayed > 0;
  console.log(`${name}: ${steps} steps, ${replayed} of them as a graph: ${isSame ? 'the same to the last bit' : [...differing, ...(fallback === undefined ? [] : [fallback])].join('; ')}`);
  if (!isSame) process.exitCode = 1;
}
