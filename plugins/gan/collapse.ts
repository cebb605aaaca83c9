import { FEWEST, type Spread } from './spread.ts';

/** Below it drawn images are nearly the same one: a twentieth of the real images' variance. */
const LEAST_DIVERSITY = 0.22;
/** A class counts as missing where it is drawn less than so many times as often as it is real. */
const LEAST_SHARE = 0.1;
/** Names in a message. */
const MOST_NAMES = 5;

export interface CollapseInput {
  /** By class, of small classes together, or of all images (group 0) of an unconditional model. */
  readonly spreads: readonly Spread[];
  readonly classes: readonly string[];
  readonly conditional: boolean;
  /** Labels of the real images; −1: none. */
  readonly real: Int32Array;
  /** What the drawn images are read as; undefined where nothing reads classes. */
  readonly drawn: Int32Array | undefined;
}

/**
 * Mode collapse, by a rule: the images of one class, those of small classes together, or all images of an unconditional
 * model have a diversity below 0.22; or an unconditional model draws half of the classes, or more, less than a tenth as often as they are real.
 *
 * @returns a sentence for the person who watches the run; undefined where there is none.
 */
export function findCollapse({ spreads, classes, conditional, real, drawn }: CollapseInput): string | undefined {
  const same = spreads.filter(({ diversity }) => diversity < LEAST_DIVERSITY);
  if (same.length > 0) {
    const least = Math.min(...same.map(({ diversity }) => diversity));
    const what = conditional ? `Images of ${names(same.flatMap(({ groups }) => groups.map((group) => classes[group] ?? String(group))))}` : 'The drawn images';
    const together = same.some(({ groups }) => groups.length > 1) ? `Classes with fewer than ${FEWEST} real images are measured together, each within itself. ` : '';
    return `Mode collapse: ${what} are nearly all the same (diversity ${least.toFixed(2)}, where real images have 1). ${together}${REMEDY}`;
  }
  if (conditional || drawn === undefined) return undefined;
  const [often, seldom] = [counts(real), counts(drawn)];
  const present = [...often].filter(([label, count]) => label >= 0 && count >= FEWEST);
  const missing = present.filter(([label, count]) => (seldom.get(label) ?? 0) < LEAST_SHARE * count);
  if (present.length < 2 || missing.length * 2 < present.length) return undefined;
  return `Mode collapse: ${missing.length} of ${present.length} classes are hardly drawn at all (${names(missing.map(([label]) => classes[label] ?? String(label)))}). ${REMEDY}`;
}

const REMEDY = 'Lower learning rates, another loss, or conditional: true may help.';

const names = (all: readonly string[]) => `${all.slice(0, MOST_NAMES).join(', ')}${all.length > MOST_NAMES ? ', …' : ''}`;

function counts(labels: Int32Array): Map<number, number> {
  const found = new Map<number, number>();
  for (const label of labels) found.set(label, (found.get(label) ?? 0) + 1);
  return found;
}
