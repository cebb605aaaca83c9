import { describe, expect, it } from 'vitest';
import { zipArchive } from '../support/archives.ts';
import { type Files, useBench } from './support.ts';
import { openDataset } from '../../src/data/open-dataset.ts';

const bench = useBench();
const none = { validation: 0, test: 0, seed: 0 };
const latin = (text: string) => Buffer.from(text, 'latin1');
const utf8 = (text: string) => Buffer.from(text);

async function importTexts(format: 'CSV' | 'JSONL' | 'TEXT_FILE' | 'TEXT_ARCHIVE' | 'PARALLEL_TEXT', files: Files, options = {}) {
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

/** Texts in encodings that Node reads, but does not write. */
const others = {
  'windows-1251': ['Привет, мир', 'cff0e8e2e5f22c20ece8f0'],
  'koi8-r': ['Привет', 'f0d2c9d7c5d4'],
  shift_jis: ['こんにちは', '82b182f182c982bf82cd'],
  'euc-kr': ['안녕하세요', 'bec8b3e7c7cfbcbcbfe4'],
  gb18030: ['中文测试😀', 'd6d0cec4b2e2cad49439fc36'],
  'windows-1250': ['książka, łóżko', '6b7369b9bf6b612c20b3f3bf6b6f'],
} as const;
const doubtOf = (version: Parameters<typeof bench.assess>[0]) => bench.assess(version).then(({ findings }) => findings.filter(({ check, severity }) => check === 'CORRUPT_SAMPLES' && severity === 'WARNING').map(({ message }) => message));

describe('an encoding that cannot be found out', () => {
  it.each(Object.entries(others))('%s is read where it is named; else it is doubted, or a fault', async (encoding, [text, hex]) => {
    const file = Buffer.concat([utf8('text,label\r\n'), ...['a', 'b', 'a'].map((label) => Buffer.concat([utf8('"'), Buffer.from(hex, 'hex'), utf8(`",${label}\r\n`)]))]);
    const { version, texts } = await importTexts('CSV', { 'a.csv': file }, { encoding });
    expect(texts).toEqual([text, text, text]);
    expect(version.doubtful).toBeUndefined();
    // Two bytes of theirs are a character of UTF-8 now and then.
    if (['shift_jis', 'euc-kr', 'gb18030'].includes(encoding)) return expect(await bench.fault('CSV', { 'a.csv': file }, {}, 'TEXT')).toContain('name that by the option encoding.');
    const guessed = await importTexts('CSV', { 'a.csv': file });
    expect(guessed.version.doubtful?.files).toEqual(['a.csv']);
    if (encoding !== 'windows-1251') return;
    expect(await doubtOf(version)).toEqual([]);
    expect(await doubtOf(guessed.version)).toEqual([expect.stringMatching(/^3 samples \(100 %\) of files that are neither UTF-8 nor UTF-16 were read as Windows-1252, .* a\.csv \(as "Ïðèâåò"\)\. .*option encoding, as "windows-1251"/)]);
  });

  it('holds for plain texts, texts of archives and aligned files; a mark of UTF-8 overrules it', async () => {
    const [text, hex] = others['windows-1251'];
    const bytes = Buffer.from(hex, 'hex');
    const options = { encoding: 'windows-1251' };
    expect((await importTexts('TEXT_FILE', { 'a.txt': bytes, 'b.txt': utf8('\ufeffübrig') }, options)).texts).toEqual([text, '\ufeffübrig']);
    const archive = zipArchive([{ name: 'a/1.txt', bytes }, { name: 'b/2.txt', bytes }]);
    expect((await importTexts('TEXT_ARCHIVE', { 'a.zip': archive }, options)).texts).toEqual([text, text]);
    expect((await importTexts('TEXT_ARCHIVE', { 'a.zip': archive })).version.doubtful).toEqual({ files: ['a.zip'], example: 'a/1.txt (as "Ïðèâåò") and 1 more' });
    const pairs = await bench.importAs('TEXT_PAIR', 'PARALLEL_TEXT', { 'a.en': utf8('hello'), 'a.ru': bytes }, { split: none });
    expect(pairs.doubtful).toEqual({ files: ['a.en'], example: 'a.ru (as "Ïðèâåò")' });
    expect(await doubtOf(pairs)).toHaveLength(1);
  });

  it('is a fault with its line where the file is not valid in it, or holds NUL', async () => {
    const fault = (bytes: Uint8Array, encoding: string) => bench.fault('CSV', { 'a.csv': bytes }, { encoding }, 'TEXT');
    expect(await fault(Buffer.concat([utf8('text,label\na,x\n'), latin('grün,y\n')]), 'utf-8')).toContain('ImportFault: a.csv: line 3 is not valid in utf-8, in which the import was told that the file is.');
    expect(await fault(Buffer.concat([utf8('text,label\na,x\n'), Buffer.of(0x82)]), 'shift_jis')).toContain('a.csv: line 3 is not valid in shift_jis');
    expect(await fault(utf8('text,label\na,x\n\0,y\n'), 'windows-1251')).toContain('a.csv: line 3 holds a NUL character');
  });

  it('is not doubted of Western languages', async () => {
    const western = ['Pitää hyvää päivää, määrää yötä. Sää on hyvä', 'Það er góð búð og hæð. Við sjáum þig', 'été créé, naïve façade « Où êtes-vous allée », cœur', 'Die Größe: 5 m², 20°C, geht´s', 'Æblet på øen, å ja', '¿Qué? ¡Adiós, señor! 1º', 'ações, coração, põe'].map(latin);
    const { version } = await importTexts('CSV', { 'a.csv': Buffer.concat([utf8('text\n'), ...western.map((bytes) => Buffer.concat([utf8('"'), bytes, utf8('"\n')]))]) }, { header: true });
    expect(version.doubtful).toBeUndefined();
  });
});
