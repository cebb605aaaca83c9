import type { Choice } from '../components/choice-field';

/** Encodings that texts are often in; the API takes all labels of the WHATWG Encoding Standard. */
export const encodingChoices: readonly Choice[] = [
  { value: '', name: 'Found out: UTF-8, UTF-16, else Windows-1252' },
  { value: 'utf-8', name: 'UTF-8' },
  { value: 'windows-1252', name: 'Western (Windows-1252)' },
  { value: 'windows-1250', name: 'Central European (Windows-1250)' },
  { value: 'iso-8859-2', name: 'Central European (ISO 8859-2)' },
  { value: 'windows-1251', name: 'Cyrillic (Windows-1251)' },
  { value: 'koi8-r', name: 'Cyrillic (KOI8-R)' },
  { value: 'windows-1253', name: 'Greek (Windows-1253)' },
  { value: 'windows-1254', name: 'Turkish (Windows-1254)' },
  { value: 'windows-1255', name: 'Hebrew (Windows-1255)' },
  { value: 'windows-1256', name: 'Arabic (Windows-1256)' },
  { value: 'shift_jis', name: 'Japanese (Shift_JIS)' },
  { value: 'euc-jp', name: 'Japanese (EUC-JP)' },
  { value: 'euc-kr', name: 'Korean (EUC-KR)' },
  { value: 'gb18030', name: 'Chinese, simplified (GB18030)' },
  { value: 'big5', name: 'Chinese, traditional (Big5)' },
];
