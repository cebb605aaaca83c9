import type { Options } from './options.ts';
import type { Random } from './random.ts';
import type { LabelledText } from './read-texts.ts';

/** Of each class: never shown to the product's model, measured on by the policy's gate, and by training. */
const SECRET = 0.25;
const GATE = 0.15;
const VALIDATION = 0.05;
/** Of the texts to ask; those of the wave in which everybody is hostile. */
const BAD = 0.12;
/** Of what people ask of a rare class comes in one wave: demand for new things comes up one after another. */
const FOCUS = 0.7;

export interface Wave {
  readonly isBad: boolean;
  readonly texts: readonly LabelledText[];
}

export interface Plan {
  readonly classes: readonly string[];
  readonly rare: readonly string[];
  readonly secret: readonly LabelledText[];
  readonly gate: readonly LabelledText[];
  readonly validation: readonly LabelledText[];
  /** What the product begins with. */
  readonly start: readonly LabelledText[];
  readonly waves: readonly Wave[];
  /** What is asked, each text once. */
  readonly asked: readonly LabelledText[];
}

type PlanOptions = Pick<Options, 'classes' | 'startShare' | 'startRare' | 'cycles' | 'badCycle' | 'again'>;

/** Parts the texts; the held-out parts have every class in its natural share, the start hardly any of the rare third. */
export function makePlan(texts: readonly LabelledText[], options: PlanOptions, random: Random): Plan {
  const known = random.shuffled([...new Set(texts.map(({ label }) => label))].sort());
  const classes = options.classes === 0 ? known : known.slice(0, options.classes);
  const rare = classes.slice(0, Math.round(classes.length / 3));
  const parts = { secret: [] as LabelledText[], gate: [] as LabelledText[], validation: [] as LabelledText[], start: [] as LabelledText[] };
  const asked: LabelledText[] = [];
  for (const label of classes) {
    const own = random.shuffled(texts.filter((text) => text.label === label));
    const take = (count: number) => own.splice(0, Math.max(1, Math.round(count)));
    const { length } = own;
    parts.secret.push(...take(length * SECRET));
    parts.gate.push(...take(length * GATE));
    parts.validation.push(...take(length * VALIDATION));
    parts.start.push(...take(rare.includes(label) ? options.startRare : own.length * options.startShare));
    asked.push(...own);
  }
  return { classes, rare, ...parts, asked, waves: makeWaves(random.shuffled(asked), rare, options, random) };
}

function makeWaves(asked: readonly LabelledText[], rare: readonly string[], { cycles, badCycle, again }: PlanOptions, random: Random): Wave[] {
  const bad = badCycle > 0 ? asked.slice(0, Math.round(asked.length * BAD)) : [];
  const honest: LabelledText[][] = Array.from({ length: cycles }, () => []);
  for (const text of asked.slice(bad.length)) {
    const place = rare.indexOf(text.label);
    honest[place >= 0 && random.next() < FOCUS ? place % cycles : random.below(cycles)]?.push(text);
  }
  const after = cycles + 1 - badCycle;
  for (const text of bad) if (after > 0 && random.next() < again) honest[badCycle - 1 + random.below(after)]?.push(text);
  const waves = honest.map((texts) => ({ isBad: false, texts }));
  return badCycle > 0 ? waves.toSpliced(badCycle - 1, 0, { isBad: true, texts: bad }) : waves;
}
