import { beforeAll, describe, expect, it } from 'vitest';
import { schemaChange } from '../../src/data/quality/drift/schema-change.ts';
import { byOwnThresholds } from '../../src/data/quality/own-thresholds.ts';
import { type QualityFinding, qualityChecks } from '../../src/domain/quality-report.ts';
import { encoded, zipArchive } from '../support/archives.ts';
import { noise, useBench } from './support.ts';

const bench = useBench();
let pngs: Uint8Array[];
beforeAll(async () => {
  pngs = await Promise.all(noise(900, 16).map((pixels) => encoded({ height: 4, width: 4, channels: 1, pixels })));
});

/** 300 images each of the classes a and b, half as many in each of the other splits; then what is given instead. */
async function assess(changes: Record<string, Uint8Array> = {}, split?: { validation: number; test: number; seed: number }) {
  const entries = new Map(pngs.slice(0, 600).map((bytes, index) => [`${['train', 'train', 'val', 'test'][index % 4]}/${index % 8 < 4 ? 'a' : 'b'}/${index}.png`, bytes]));
  for (const [name, bytes] of Object.entries(changes)) entries.set(name, bytes);
  const version = await bench.import('IMAGE_ARCHIVE', { 'set.zip': zipArchive([...entries].map(([name, bytes]) => ({ name, bytes }))) }, split ? { split } : {});
  return bench.assess(version);
}
const extra = (count: number, name: (index: number) => string) => Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), pngs[600 + index]!]));
const only = (findings: readonly QualityFinding[], check: QualityFinding['check']) => findings.filter((finding) => finding.check === check);
/** Its 300 training samples are few, which every report here says. */
const clean = [expect.objectContaining({ check: 'TOO_FEW_SAMPLES', severity: 'WARNING', count: 300 })];

describe('a quality report', () => {
  it('of clean samples passes', async () => {
    expect(await assess()).toEqual({ verdict: 'PASSED', findings: clean, cleaning: [] });
  });

  it('counts images that could not be decoded', async () => {
    const text = Buffer.from('x');
    expect(only((await assess({ 'train/a/bad.png': text })).findings, 'CORRUPT_SAMPLES')).toEqual([
      { check: 'CORRUPT_SAMPLES', severity: 'WARNING', count: 1, message: '1 image (0.17 %) could not be decoded and were left out. For example train/a/bad.png (not PNG, JPEG or WebP).', share: 1 / 601, suggestion: 'DROP_CORRUPT' },
    ]);
    const many = await assess(Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`train/a/bad${index}.png`, text])));
    expect(many.verdict).toBe('FAILED');
    expect(only(many.findings, 'CORRUPT_SAMPLES')).toMatchObject([{ severity: 'ERROR', count: 7 }]);
  });

  it('finds duplicates', async () => {
    const one = await assess({ 'train/a/copy.png': pngs[0]! });
    expect(one.verdict).toBe('PASSED');
    expect(only(one.findings, 'DUPLICATES')).toEqual([
      { check: 'DUPLICATES', severity: 'INFO', count: 1, message: '1 sample (0.17 %, in 1 group) repeat another of the same split and label, pixel for pixel. For example train/a/0.png of set.zip and train/a/copy.png of set.zip.', share: 1 / 601, suggestion: 'DROP_DUPLICATES', examples: [{ position: expect.any(Number), other: expect.any(Number) }] },
    ]);
    const many = await assess(Object.fromEntries(Array.from({ length: 160 }, (_, index) => [`train/a/copy${index}.png`, pngs[0]!])));
    expect(only(many.findings, 'DUPLICATES')).toMatchObject([{ severity: 'ERROR', count: 160 }]);
  });

  it('finds conflicting labels', async () => {
    const one = await assess({ 'train/b/other.png': pngs[0]! });
    expect(only(one.findings, 'CONFLICTING_LABELS')).toMatchObject([{ severity: 'WARNING', count: 2 }]);
    expect(only(one.findings, 'CONFLICTING_LABELS')[0]!.message).toContain('For example train/a/0.png of set.zip and train/b/other.png of set.zip: a and b.');
    const many = await assess(Object.fromEntries([0, 1, 8, 9].map((index) => [`train/b/other${index}.png`, pngs[index]!])));
    expect(many).toMatchObject({ verdict: 'FAILED' });
    expect(only(many.findings, 'CONFLICTING_LABELS')).toMatchObject([{ severity: 'ERROR', count: 8 }]);
  });

  it('finds leakage between splits', async () => {
    const one = await assess({ 'test/a/seen.png': pngs[0]! });
    expect(only(one.findings, 'SPLIT_LEAKAGE')).toMatchObject([{ severity: 'WARNING', count: 1 }]);
    const two = await assess({ 'test/a/seen.png': pngs[0]!, 'test/b/seen.png': pngs[2]!, 'val/a/seen.png': pngs[1]! });
    expect(two.verdict).toBe('FAILED');
    expect(only(two.findings, 'SPLIT_LEAKAGE')).toMatchObject([
      { severity: 'WARNING', count: 1, message: expect.stringContaining('of VALIDATION (0.66 %)') },
      { severity: 'ERROR', count: 2, message: expect.stringContaining('2 samples of TEST (1.3 %) have a copy in an earlier split') },
    ]);
  });

  it('finds imbalance, small classes and empty ones', async () => {
    const report = await assess({ ...extra(5, (index) => `train/rare/${index}.png`) });
    expect(only(report.findings, 'CLASS_IMBALANCE')).toMatchObject([{ severity: 'WARNING', count: 5, message: expect.stringContaining('has 30 times the samples of the smallest, "rare" (5)') }]);
    expect(only(report.findings, 'EMPTY_CLASSES')).toMatchObject([
      { severity: 'WARNING', count: 5, message: '1 of 3 classes have no sample in VALIDATION: "rare"; they are not measured there.' },
      { severity: 'WARNING', count: 5 },
    ]);
    expect(only(report.findings, 'TOO_FEW_SAMPLES').map(({ message }) => message)).toContain('1 class has fewer than 20 samples in TRAIN: "rare" (5).');
    const untaught = await assess({ ...extra(30, (index) => `test/new/${index}.png`) });
    expect(untaught.verdict).toBe('FAILED');
    expect(only(untaught.findings, 'EMPTY_CLASSES')).toMatchObject([{ severity: 'ERROR', count: 30, message: expect.stringContaining('in TRAIN: "new"; they can never be learned') }, { severity: 'WARNING' }]);
  });

  it("gives findings of every check the severity that a dataset's own thresholds say, also where it counts no share of samples", async () => {
    const [small] = noise(1, 30 * 30, 'smaller');
    const { findings } = await assess({ ...extra(5, (index) => `train/rare/${index}.png`), 'train/a/0.png': await encoded({ height: 30, width: 30, channels: 1, pixels: small! }) });
    const shape = { kind: 'TABULAR', columns: [{ name: 'age', type: 'NUMBER' }, { name: 'town', type: 'CATEGORY' }], classes: ['a', 'b'], counts: { TRAIN: 90, VALIDATION: 5, TEST: 5 } } as const;
    const before = { ...shape, columns: [...shape.columns, { name: 'size', type: 'NUMBER' }] } as const;
    const all = [...findings, ...schemaChange(before, { ...shape, classes: ['a', 'c'] })];
    // 3 of 6 columns and classes; 1 of 3 classes; 5 to 150; 300 of 1,000 to train on, 5 of 20 of a class; 1 of 605 images.
    const degrees = { DRIFT: 0.5, EMPTY_CLASSES: 1 / 3, CLASS_IMBALANCE: 1 - 5 / 150, TOO_FEW_SAMPLES: 0.75, CONVERTED_SAMPLES: 1 / 605 };
    for (const [name, degree] of Object.entries(degrees)) {
      const check = qualityChecks.find((one) => one === name)!;
      const severities = (info: number | null, warning: number | null, error: number | null) => only(byOwnThresholds(all, [{ check, info, warning, error }]), check).map(({ severity }) => severity);
      const found = only(all, check).length;
      expect(found, name).toBeGreaterThan(0);
      expect(severities(0, 0, null), name).toEqual(Array(found).fill('WARNING'));
      expect(severities(0, 0, 0), name).toEqual(Array(found).fill('ERROR'));
      expect(severities(null, null, null), name).toEqual([]);
      expect(severities(null, null, degree - 1e-9), name).toContain('ERROR');
      expect(severities(null, null, degree + 1e-9), name).toEqual([]);
    }
  });

  it('finds too few samples', async () => {
    const tiny = await bench.import('IMAGE_ARCHIVE', { 'set.zip': zipArchive(pngs.slice(0, 40).map((bytes, index) => ({ name: `${index}.png`, bytes }))) }, { split: { validation: 0.1, test: 0, seed: 0 } });
    const report = await bench.assess(tiny);
    expect(report.verdict).toBe('FAILED');
    expect(report.findings).toMatchObject([
      { check: 'TOO_FEW_SAMPLES', severity: 'ERROR', count: 36 },
      { check: 'TOO_FEW_SAMPLES', severity: 'WARNING', count: 4, message: expect.stringContaining('uncertain by several points') },
      { check: 'TOO_FEW_SAMPLES', severity: 'WARNING', count: 0, message: expect.stringContaining('nothing can be measured on it') },
    ]);
  });
});
