import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/data/open-dataset.ts';
import { useBench } from './support.ts';

const bench = useBench();
const bytes = (text: string) => Buffer.from(text);
const all = { validation: 0, test: 0, seed: 0 };

async function textsOf(json: string | Uint8Array): Promise<string[]> {
  const version = await bench.importAs('TEXT', 'JSONL', { 'a.json': typeof json === 'string' ? bytes(json) : json }, { split: all });
  const dataset = await openDataset(bench.store, version.target, version.description);
  const batches = await Array.fromAsync(dataset.batches({ split: 'TRAIN', size: 100 }));
  await dataset.close();
  return batches.flatMap((batch) => ('texts' in batch ? batch.texts : [])).sort();
}

describe('JSON lines', () => {
  it('have keys as columns, nested values as text, and blank lines between', async () => {
    const lines = '{"text": "a\\nb", "label": 1, "more": {"x": [1]}}\n\n{"label": 2, "text": "c"}\n{"text": "d", "label": 1}\n';
    const version = await bench.importAs('TEXT', 'JSONL', { 'a.jsonl': bytes(lines) }, { split: all });
    expect(version.description).toMatchObject({ classes: ['1', '2'], counts: { TRAIN: 3 } });
  });

  it('have columns in the order in which their keys are met, and the types of all rows', async () => {
    const lines = ['{"b":1,"a":true,"nested":{"x":[1]},"mixed":1}', '{"late":2,"b":null,"a/b~c":3,"mixed":"x"}'];
    const version = await bench.importAs('TABULAR', 'JSONL', { 'a.jsonl': bytes(lines.join('\n')) }, { split: all });
    expect(version.description).toMatchObject({
      columns: [['b', 'NUMBER'], ['a', 'CATEGORY'], ['nested', 'CATEGORY'], ['mixed', 'CATEGORY'], ['late', 'NUMBER'], ['a/b~c', 'NUMBER']].map(([name, type]) => ({ name, type })),
    });
  });

  it('of several files have the columns of all, in the order of the files', async () => {
    const files = { 'train.jsonl': bytes('{"b":1,"a":2}\n{"b":3,"c":4}\n'), 'test.jsonl': bytes('{"d":5,"a":6}\n') };
    const version = await bench.importAs('TABULAR', 'JSONL', files, { split: all });
    expect(version.description).toMatchObject({ counts: { TRAIN: 2, TEST: 1 }, columns: ['b', 'a', 'c', 'd'].map((name) => ({ name })) });
  });

  it('may be one array, written in any way, of objects or of texts', async () => {
    expect(await textsOf('[{"text":"a,[]{}\\"\\\\"},\n {"text":"b\\\\",\n  "x": [1, {"y": "]"}]}\n]\n')).toEqual(['a,[]{}"\\', 'b\\']);
    expect(await textsOf('["one", "two",\n"three]"]')).toEqual(['one', 'three]', 'two']);
    expect(await textsOf(Buffer.from('\ufeff[{"text":"grün"}]', 'utf16le'))).toEqual(['grün']);
  });

  it.each([
    ['broken', '{"text": "a"}\n{"text": b}\n', 'line 2 is not valid JSON'],
    ['over several lines', '{\n"text": "a"\n}\n', 'line 1 is not valid JSON, from character 3 on'],
    ['an array', '{"text": "a"}\n["b"]\n', 'line 2 is array instead of an object'],
    ['NUL', '{"text": "a"}\n\n{"text": "b", "label": "x\\u0000"}\n', 'line 3, column "label" holds a NUL character'],
    ['NUL in a name', '{"te\\u0000xt": "a"}\n', 'the name of a column holds a NUL character'],
    ['half a character', '{"text": "a\\ud800b"}\n', 'line 1 holds half a character'],
    ['an array without its end', '[{"text": "a"}, {"text": "b"}', 'the array is not closed: it ends within element 2'],
    ['two arrays', '[{"text": "a"}]\n[{"text": "b"}]', 'more follows the end of the array'],
    ['arrays in an array', '[["a", "b"]]', 'element 1 of the array is an array itself'],
    ['an element that is broken', '[{"text": "a"}, {"text": b}]', 'element 2 is not valid JSON'],
    ['nothing', '[]', 'no objects'],
  ])('fault: %s', async (_name, json, message) => {
    expect(await bench.fault('JSONL', { 'a.jsonl': bytes(json) }, {}, 'TEXT')).toContain(`ImportFault: a.jsonl: ${message}`);
  });
});
