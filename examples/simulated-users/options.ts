import { join } from 'node:path';
import { parseArgs } from 'node:util';

export const USAGE = `npx tsx examples/simulated-users/main.ts --key fw_… [options]

  --url http://127.0.0.1:4000   of the running Flywheel
  --data ../shared/data/banking77   a folder of CSV files with a text and a label
  --text text --label category  names of these columns
  --classes 0                   so many classes only, drawn by the seed; 0: all
  --start-share 0.4             of the texts of well-known classes that there are at first
  --start-rare 2                texts of each of the rare third of the classes that there are at first
  --subjects 2000  --readers 5  people, and how many of them see each answer
  --lazy 0.2  --hostile 0.2     shares of them
  --cycles 5                    waves of honest traffic
  --bad-cycle 4                 the wave, among all, in which every subject is hostile; 0: none
  --again 1                     share of its texts that others ask again in the waves after it
  --epochs 0                    of each training run; 0: what the plugin chooses
  --tolerance 0.01              how far production may end below training on all true labels
  --seed 1  --out simulated-users   where curve.svg and curve.csv go`;

export interface Options {
  readonly url: string;
  readonly key: string;
  readonly data: string;
  readonly text: string;
  readonly label: string;
  readonly out: string;
  readonly classes: number;
  readonly startShare: number;
  readonly startRare: number;
  readonly subjects: number;
  readonly readers: number;
  readonly lazy: number;
  readonly hostile: number;
  readonly cycles: number;
  readonly badCycle: number;
  readonly again: number;
  readonly epochs: number;
  readonly tolerance: number;
  readonly seed: number;
}

const string = (value: string) => ({ type: 'string', default: value }) as const;

/** @throws Error with the usage where the key or a sensible number is missing */
export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      key: string(''), url: string('http://127.0.0.1:4000'), data: string(join('..', 'shared', 'data', 'banking77')), text: string('text'), label: string('category'), out: string('simulated-users'),
      classes: string('0'), 'start-share': string('0.4'), 'start-rare': string('2'), subjects: string('2000'), readers: string('5'), lazy: string('0.2'), hostile: string('0.2'),
      cycles: string('5'), 'bad-cycle': string('4'), again: string('1'), epochs: string('0'), tolerance: string('0.01'), seed: string('1'),
    },
  });
  const number = (name: string, given: string, low: number, high: number) => {
    const value = Number(given);
    if (!(value >= low && value <= high)) throw new Error(`--${name} must be from ${low} to ${high}, not ${given}.\n\n${USAGE}`);
    return value;
  };
  if (!values.key) throw new Error(`Give a key by --key.\n\n${USAGE}`);
  return {
    url: values.url, key: values.key, data: values.data, text: values.text, label: values.label, out: values.out,
    classes: number('classes', values.classes, 0, 10_000),
    startShare: number('start-share', values['start-share'], 0.05, 0.9),
    startRare: number('start-rare', values['start-rare'], 1, 100),
    subjects: number('subjects', values.subjects, 20, 1_000_000),
    readers: number('readers', values.readers, 1, 20),
    lazy: number('lazy', values.lazy, 0, 0.5),
    hostile: number('hostile', values.hostile, 0, 0.2),
    cycles: number('cycles', values.cycles, 1, 100),
    badCycle: number('bad-cycle', values['bad-cycle'], 0, Number(values.cycles) + 1),
    again: number('again', values.again, 0, 1),
    epochs: number('epochs', values.epochs, 0, 1000),
    tolerance: number('tolerance', values.tolerance, 0, 1),
    seed: number('seed', values.seed, 0, 2_147_483_647),
  };
}
