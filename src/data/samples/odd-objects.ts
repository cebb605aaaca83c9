import { z } from 'zod';
import { limits } from '../limits.ts';
import { counted } from '../shown.ts';
import { JSON_EXAMPLE } from './json-faults.ts';
import { type WorkDatabase, wholeNumber } from './work-database.ts';

interface OddObject {
  readonly row: number;
  /** In the end of a sentence: what is wrong, and what would be right. */
  readonly problem: string;
}

const odd = z.object({ row: wholeNumber, type: z.string(), bytes: wholeNumber });

/** Of the table `objects`, the first that is JSON, but no object, or too long, or nested too deep; one of each at most is looked for. */
export async function oddObject(database: WorkDatabase, file: number): Promise<OddObject | undefined> {
  const first = (condition: string) => database.all(`SELECT row, json_type(json) AS type, strlen(json) AS bytes FROM objects WHERE file = ${file} AND ${condition} ORDER BY row LIMIT 1`, odd);
  const [other] = await first(`json_type(json) <> 'OBJECT'`);
  if (other) return { row: other.row, problem: `is ${other.type.toLowerCase()} instead of an object. Each line needs one object, as ${JSON_EXAMPLE}.` };
  const [long] = await first(`strlen(json) > ${limits.lineBytes}`);
  if (long) return { row: long.row, problem: `has ${counted(long.bytes)} bytes; an object may have ${counted(limits.lineBytes)}.` };
  const deep = await tooDeep(database, file);
  return deep === undefined ? undefined : { row: deep, problem: `nests deeper than ${limits.jsonDepth} levels. Flatten it.` };
}

/** Those with so many brackets are looked at one by one: brackets in texts do not nest. */
async function tooDeep(database: WorkDatabase, file: number): Promise<number | undefined> {
  const brackets = `strlen(json) - strlen(replace(replace(json, '[', ''), '{', ''))`;
  for await (const chunk of database.stream(`SELECT row, CAST(json AS VARCHAR) FROM objects WHERE file = ${file} AND ${brackets} > ${limits.jsonDepth} ORDER BY row`)) {
    const [rows, texts] = [chunk.getColumnValues(0), chunk.getColumnValues(1)];
    const deep = texts.findIndex((text) => depthOf(String(text)) > limits.jsonDepth);
    if (deep !== -1) return Number(rows[deep]);
  }
  return undefined;
}

/** Brackets within brackets of a JSON text; at most one more than is allowed. */
function depthOf(json: string): number {
  let [depth, deepest, inString] = [0, 0, false];
  for (const [sign] of json.matchAll(/["[\]{}]|\\[\s\S]/g)) {
    if (sign === '"') inString = !inString;
    else if (!inString && (sign === '[' || sign === '{')) deepest = Math.max(deepest, (depth += 1));
    else if (!inString && (sign === ']' || sign === '}')) depth -= 1;
    if (deepest > limits.jsonDepth) break;
  }
  return deepest;
}
