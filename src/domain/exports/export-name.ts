import type { ExportFormat } from '../dataset-export.ts';

const MOST_CHARACTERS = 60;
const endings = { CSV: 'csv', JSONL: 'jsonl', PARQUET: 'parquet', TEXT_FILE: 'zip', IMAGE_ARCHIVE: 'zip' } as const satisfies Record<ExportFormat, string>;

/** The name of an exported file, of plain characters: `customer-letters-v3.csv`; of CSV as it is `…-v3-plain.csv`. It tells no split, which an import would go by. */
export function exportName(dataset: string, number: number, { format, spreadsheetSafe }: { readonly format: ExportFormat; readonly spreadsheetSafe: boolean }): string {
  const plain = dataset.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, MOST_CHARACTERS).replace(/^-+|-+$/g, '');
  const words = plain.split('-').filter((word) => word !== '' && !SPLIT_WORDS.has(word));
  return `${[...(words.length === 0 ? ['dataset'] : words), `v${number}`].join('-')}${format === 'CSV' && !spreadsheetSafe ? '-plain' : ''}.${endings[format]}`;
}

const SPLIT_WORDS = new Set(['train', 'training', 'val', 'valid', 'validation', 'dev', 'test', 'testing', 't10k']);
