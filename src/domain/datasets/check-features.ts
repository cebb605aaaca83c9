import type { TableColumn } from '../../plugin/index.ts';
import type { FeatureValue } from './record-content.ts';

const MAX_FEATURES = 2000;
const MAX_NAME = 1000;
const SHOWN_CHARACTERS = 60;

/**
 * The features of a row, by the columns of the newest version; of any names where there is none yet. A column that is not given is a
 * missing value. Texts are trimmed, an empty one is missing.
 */
export function checkFeatures(given: unknown, columns: readonly TableColumn[] | undefined, tell: (message: string) => void): Record<string, FeatureValue> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    if (given !== null && given !== undefined) tell('features must be an object: {"age": 31, "town": "Bonn"}.');
    return {};
  }
  const entries = Object.entries(given);
  if (entries.length === 0 || entries.length > MAX_FEATURES) tell(`features must name 1 to ${MAX_FEATURES} columns.`);
  const types = columns && new Map(columns.map(({ name, type }) => [name, type]));
  return Object.fromEntries(entries.map(([name, value]) => {
    const fault = faultOfName(name, types) ?? faultOfValue(value, types?.get(name));
    if (fault !== undefined) tell(`features: "${name.slice(0, SHOWN_CHARACTERS)}" ${fault}`);
    return [name, fault === undefined ? stored(value, types?.get(name)) : null];
  }));
}

function faultOfName(name: string, types: ReadonlyMap<string, TableColumn['type']> | undefined): string | undefined {
  if (types && !types.has(name)) return `is no column of the newest version; it has ${[...types.keys()].slice(0, 40).map((known) => `"${known.slice(0, SHOWN_CHARACTERS)}"`).join(', ')}.`;
  if (name.trim() !== name || name === '' || name.length > MAX_NAME || name.includes('\0') || !name.isWellFormed()) return `must be a name of 1 to ${MAX_NAME} characters without spaces around.`;
  return undefined;
}

function faultOfValue(value: unknown, type: TableColumn['type'] | undefined): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'must be a finite number.';
  if (type === 'NUMBER') return 'is a column of numbers: send a number or null.';
  if (typeof value === 'boolean') return undefined;
  if (typeof value !== 'string') return 'must be a number, a text, a boolean or null.';
  return value.includes('\0') || !value.isWellFormed() ? 'must not hold a NUL character or half of a surrogate pair.' : undefined;
}

function stored(value: unknown, type: TableColumn['type'] | undefined): FeatureValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' && type !== 'CATEGORY') return value;
  const text = String(value).trim().normalize('NFC');
  return text === '' ? null : text;
}
