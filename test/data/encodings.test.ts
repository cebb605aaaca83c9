import { describe, expect, it } from 'vitest';
import { zipArchive } from '../support/archives.ts';
import { type Files, useBench } from './support.ts';
import { openDataset } from '../../src/data/open-dataset.ts';

const bench = useBench();
const none = { validation: 0, test: 0, seed: 0 };
const latin = (text: string) => Buffer.from(text, 'latin1');
const utf8 = (text: string) => Buffer.from(text);

async function importTexts(format: 'CSV' | 'JSONL' | 'TEXT_FILE' | 'TEXT_ARCHIVE', files: Files, options = {}) {
  const version = await bench.importAs('TEXT', format, files, { split: none, ...options });
  const dataset = await openDataset(bench.store, version.target, version.description);
  const batches = await Array.fromAsync(dataset.batches({ split: 'TRAIN', size: 10_000 }));
  await dataset.close();
  return { version, texts: batches.flatMap((batch) => ('texts' in batch ? batch.texts : [])) };
}

describe('lines of another encoding among UTF-8', () => {
  it('are read as Windows-1252 and told, with the rows that they belong to', async () => {
    const rows = Array.from({ length: 1000 }, (_, index) => ({ text: index % 7 === 0 ? `über "${index}"\nläuft` : `schön ${index}`, odd: index % 50 === 3 }));
    const lines = rows.map(({ text, odd }) => (odd ? latin : utf8)(`"${text.replaceAll('"', '""')}",a\n`));
    const { version, texts } = await importTexts('CSV', { 'mixed.csv': Buffer.concat([utf8('text,label\n'), ...lines]) });
    expect(texts.sort()).toEqual(rows.map(({ text }) => text).sort());
    const odd = rows.flatMap((row, index) => (row.odd ? [index + 1] : []));
    expect(version.repaired?.places).toEqual(odd.map((row) => ({ file: 'mixed.csv', row })));
    // A record of two lines has two such lines, where both hold letters beyond ASCII.
    expect(version.repaired?.count).toBe(rows.reduce((sum, { text, odd: is }) => sum + (is ? text.split('\n').length : 0), 0));
  });

  it('in JSON lines, with blank lines between', async () => {
    const { version, texts } = await importTexts('JSONL', { 'a.jsonl': Buffer.concat([utf8('{"text":"grün"}\n\n{"text":"größer"}\n'), latin('{"text":"süß"}\n')]) });
    expect(texts.sort()).toEqual(['größer', 'grün', 'süß']);
    expect(version.repaired).toEqual({ count: 1, places: [{ file: 'a.jsonl', row: 3 }], example: 'line 4 of a.jsonl' });
  });

  it('in a text, and texts in an archive', async () => {
    const plain = await importTexts('TEXT_FILE', { 'a.txt': Buffer.concat([utf8('Schöne Grüße\n\n'), latin('für Größe\n')]) });
    expect(plain.texts.join('')).toBe('Schöne Grüße\n\nfür Größe\n');
    expect(plain.version.repaired).toEqual({ count: 1, places: [], example: 'line 3 of a.txt' });
    const archive = zipArchive([{ name: 'a/1.txt', bytes: utf8('schön') }, { name: 'a/2.txt', bytes: latin('grün') }, { name: 'a/3.txt', bytes: utf8('größer') }]);
    const { version, texts } = await importTexts('TEXT_ARCHIVE', { 'a.zip': archive });
    expect(texts.sort()).toEqual(['größer', 'grün', 'schön']);
    expect(version.repaired).toEqual({ count: 1, places: [{ file: 'a.zip', row: 2 }], example: 'the text a/2.txt of a.zip' });
  });

  it('at the end of a long file do not turn the whole of it', async () => {
    const start = `text,label\n${Array.from({ length: 20 }, (_, index) => `schön ${index},a\n`).join('')}${'plain,b\n'.repeat(40_000)}`;
    const { version, texts } = await importTexts('CSV', { 'a.csv': Buffer.concat([utf8(start), latin('äöü,b\n')]) });
    expect(texts).toContain('schön 3');
    expect(texts).toContain('äöü');
    expect(version.repaired?.places).toEqual([{ file: 'a.csv', row: 40_021 }]);
  });

  it('of a file that is Windows-1252 as a whole are nothing to tell', async () => {
    const { version, texts } = await importTexts('CSV', { 'a.csv': latin('text,label\nschön,a\ngrün,b\n') });
    expect(texts.sort()).toEqual(['grün', 'schön']);
    expect(version.repaired).toBeUndefined();
  });
});
