import type { DatasetDescription, DatasetKind } from '../../plugin/index.ts';
import { Fault, Faults } from '../fault.ts';
import { lineInput } from '../text-input.ts';
import { checkFeatures } from './check-features.ts';
import type { CheckedRecord, RecordContent, RecordInput } from './record-content.ts';

/** More faults of one call are not told. */
const MOST_FAULTS = 50;
const SHOWN_CLASSES = 10;
const SHOWN_CHARACTERS = 60;

export interface RecordRules {
  readonly kind: DatasetKind;
  /** Of the newest READY version; null where there is none yet. */
  readonly description: DatasetDescription | null;
  /** Whether labels that the description does not have are taken. */
  readonly newClasses: boolean;
}

/** The content fields of each kind; the optional ones after the others. */
const fieldsOf = {
  IMAGE: { needed: ['imageUploadId'], optional: [] },
  TEXT: { needed: ['text'], optional: [] },
  TEXT_PAIR: { needed: ['source', 'target'], optional: [] },
  TABULAR: { needed: ['features'], optional: [] },
  INTERACTION: { needed: ['user', 'item'], optional: ['value', 'time'] },
} as const satisfies Record<DatasetKind, { needed: readonly (keyof RecordInput)[]; optional: readonly (keyof RecordInput)[] }>;
const allFields = Object.values(fieldsOf).flatMap(({ needed, optional }) => [...needed, ...optional]);

/** @throws Faults of all records, each with the path of its field: ["records", "3", "label"]. */
export function checkRecords(records: readonly RecordInput[], rules: RecordRules): CheckedRecord[] {
  const faults: Fault[] = [];
  const classes = new Set(rules.description?.classes);
  const checked = records.map((record, index) => {
    const told = (field: string, message: string) => void (faults.length < MOST_FAULTS && faults.push(new Fault('INVALID_INPUT', message, ['records', String(index), field])));
    return checkRecord(record, rules, classes, told);
  });
  if (faults.length > 0) throw new Faults(faults);
  return checked;
}

type Tell = (field: string, message: string) => void;

function checkRecord(record: RecordInput, rules: RecordRules, classes: ReadonlySet<string>, tell: Tell): CheckedRecord {
  const line = (field: 'key' | 'label' | 'subject' | 'user' | 'item', value: string) => {
    try {
      return lineInput(value, field).normalize('NFC');
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      tell(field, error.message);
      return value;
    }
  };
  const optional = (field: 'label' | 'subject', value: string | null | undefined) => (value === null || value === undefined ? null : line(field, value));
  checkFields(record, rules.kind, tell);
  const label = optional('label', record.label);
  if (label !== null) checkLabel(label, rules, classes, tell);
  if (record.split && rules.kind === 'INTERACTION') tell('split', 'Interactions are split by time: leave split out.');
  const subject = optional('subject', record.subject);
  const key = line('key', record.key);
  const content = contentOf(record, rules, line, tell);
  // The user as it is stored: by any other spelling nobody would find the record again to erase it.
  const about = subject ?? ('user' in content ? content.user : null);
  return { key, label, subject: about, split: record.split ?? null, uploadId: rules.kind === 'IMAGE' ? (record.imageUploadId ?? null) : null, content };
}

function checkFields(record: RecordInput, kind: DatasetKind, tell: Tell): void {
  const { needed, optional } = fieldsOf[kind];
  const missing = (value: unknown) => value === null || value === undefined;
  for (const field of needed) if (missing(record[field])) tell(field, `A record of a dataset of kind ${kind} needs ${field}.`);
  const known: readonly string[] = [...needed, ...optional];
  for (const field of allFields) {
    if (!known.includes(field) && !missing(record[field])) tell(field, `A record of a dataset of kind ${kind} has no ${field}; it has ${known.join(', ')}.`);
  }
}

function checkLabel(label: string, { kind, description, newClasses }: RecordRules, classes: ReadonlySet<string>, tell: Tell): void {
  if (kind === 'TEXT_PAIR' || kind === 'INTERACTION') return tell('label', `Samples of kind ${kind} have no label.`);
  if (newClasses || !description || classes.has(label)) return;
  const names = description.classes.slice(0, SHOWN_CLASSES).map((name) => `"${name.slice(0, SHOWN_CHARACTERS)}"`).join(', ');
  const known = description.classes.length === 0 ? 'which has none' : description.classes.length > SHOWN_CLASSES ? `${names}, …` : names;
  tell('label', `"${label.slice(0, SHOWN_CHARACTERS)}" is no class of the newest version (${known}). Set newClasses to add classes.`);
}

function contentOf(record: RecordInput, { kind, description }: RecordRules, line: (field: 'user' | 'item', value: string) => string, tell: Tell): RecordContent {
  switch (kind) {
    case 'IMAGE':
      return {};
    case 'TEXT':
      return { text: checkText(record.text, 'text', tell) };
    case 'TEXT_PAIR':
      return { source: checkText(record.source, 'source', tell), target: checkText(record.target, 'target', tell) };
    case 'TABULAR':
      return { features: checkFeatures(record.features, description?.kind === 'TABULAR' ? description.columns : undefined, (message) => tell('features', message)) };
    case 'INTERACTION': {
      const value = record.value ?? null;
      if (value !== null && !Number.isFinite(value)) tell('value', 'value must be a finite number.');
      return { user: line('user', record.user ?? '-'), item: line('item', record.item ?? '-'), value, time: record.time ? record.time.getTime() / 1000 : null };
    }
  }
}

function checkText(text: string | null | undefined, field: 'text' | 'source' | 'target', tell: Tell): string {
  if (text === null || text === undefined) return '';
  if (!/[^ \t\n\r\u00a0]/.test(text)) tell(field, `${field} must hold more than spaces.`);
  else if (text.includes('\0') || !text.isWellFormed()) tell(field, `${field} must not hold a NUL character or half of a surrogate pair.`);
  return text;
}
