import { counted, plural, shown } from '../shown.ts';
import { splitNames } from '../split-words.ts';
import { type CheckFinding, type CountedSamples, finding, lacking, severityOf } from './finding.ts';
import { thresholds } from './thresholds.ts';

/** CLASS_IMBALANCE, EMPTY_CLASSES and TOO_FEW_SAMPLES. */
export function classFindings(samples: CountedSamples): CheckFinding[] {
  return [...imbalance(samples), ...emptyClasses(samples), ...tooFew(samples)];
}

function imbalance({ classes, perClass }: CountedSamples): CheckFinding[] {
  const present = classes.map((label, index) => ({ label, count: perClass.TRAIN[index]! })).filter(({ count }) => count > 0).sort((a, b) => a.count - b.count);
  const [smallest, largest] = [present[0], present.at(-1)];
  if (smallest === undefined || largest === undefined) return [];
  const ratio = largest.count / smallest.count;
  const severity = severityOf(ratio, thresholds.imbalance);
  if (severity === undefined) return [];
  return [finding('CLASS_IMBALANCE', severity, smallest.count, `The largest class of TRAIN, "${shown(largest.label)}" (${counted(largest.count)}), has ${ratio.toPrecision(2)} times the samples of the smallest, "${shown(smallest.label)}" (${counted(smallest.count)}).`, 1 - 1 / ratio)];
}

function emptyClasses({ classes, perClass }: CountedSamples): CheckFinding[] {
  return splitNames.flatMap((split) => {
    const missing = classes.filter((_, index) => perClass[split][index] === 0);
    // A split without any label (images alone, or an empty split) lacks labels, not classes.
    if (missing.length === 0 || missing.length === classes.length) return [];
    const concerned = classes.flatMap((_, index) => (perClass[split][index] === 0 ? splitNames.map((name) => perClass[name][index]!) : [])).reduce((sum, count) => sum + count, 0);
    const names = missing.slice(0, 5).map((name) => `"${shown(name)}"`).join(', ') + (missing.length > 5 ? ', …' : '');
    const effect = split === 'TRAIN' ? 'they can never be learned' : 'they are not measured there';
    return [{ ...finding('EMPTY_CLASSES', split === 'TRAIN' ? 'ERROR' : 'WARNING', concerned, `${missing.length} of ${plural(classes.length, 'class').replace('classs', 'classes')} have no sample in ${split}: ${names}; ${effect}.`, missing.length / classes.length), ...(split === 'TRAIN' && { suggestion: 'DROP_RARE_CLASSES' as const, flags: 'true' }) }];
  });
}

function tooFew({ classes, counts, perClass }: CountedSamples): CheckFinding[] {
  const findings: CheckFinding[] = [];
  const { trainSamples, measuredSamples, smallestClass } = thresholds;
  if (counts.TRAIN < trainSamples.WARNING) {
    const severity = counts.TRAIN < trainSamples.ERROR ? 'ERROR' : 'WARNING';
    findings.push(finding('TOO_FEW_SAMPLES', severity, counts.TRAIN, `TRAIN has ${plural(counts.TRAIN, 'sample')}; at least ${counted(severity === 'ERROR' ? trainSamples.ERROR : trainSamples.WARNING)} are needed to learn more than the samples themselves.`, lacking(counts.TRAIN, trainSamples.WARNING)));
  }
  for (const split of ['VALIDATION', 'TEST'] as const) {
    if (counts[split] >= measuredSamples.WARNING) continue;
    const effect = counts[split] === 0 ? 'nothing can be measured on it' : 'what is measured on it is uncertain by several points';
    findings.push(finding('TOO_FEW_SAMPLES', 'WARNING', counts[split], `${split} has ${plural(counts[split], 'sample')}; with fewer than ${measuredSamples.WARNING} ${effect}.`, lacking(counts[split], measuredSamples.WARNING)));
  }
  const small = classes.flatMap((label, index) => (perClass.TRAIN[index]! > 0 && perClass.TRAIN[index]! < smallestClass.WARNING ? [{ label, count: perClass.TRAIN[index]! }] : []));
  if (small.length > 0) {
    const names = small.slice(0, 5).map(({ label, count }) => `"${shown(label)}" (${count})`).join(', ') + (small.length > 5 ? ', …' : '');
    const least = Math.min(...small.map(({ count }) => count));
    findings.push({ ...finding('TOO_FEW_SAMPLES', 'WARNING', small.reduce((sum, { count }) => sum + count, 0), `${small.length === 1 ? '1 class has' : `${small.length} classes have`} fewer than ${smallestClass.WARNING} samples in TRAIN: ${names}.`, lacking(least, smallestClass.WARNING)), suggestion: 'DROP_RARE_CLASSES', flags: 'true' });
  }
  return findings;
}
