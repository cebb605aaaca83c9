/** Bytes of Windows-1252: its letters beyond ASCII; and signs that stand in no word, as quotes, dashes and the sign of the dot do. */
const LETTER = '\\x8a\\x8c\\x8e\\x9a\\x9c\\x9e\\x9f\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\xff';
const SIGN = '\\x81-\\x84\\x86-\\x89\\x8b\\x8d\\x8f\\x90\\x98\\x99\\x9b\\x9d\\xa1-\\xa9\\xab\\xac\\xae-\\xb3\\xb6\\xb8\\xb9\\xbb-\\xbf\\xd7\\xf7';
const counted = new RegExp(`[${LETTER}${SIGN}]`, 'g');
/**
 * What hardly comes in a Western language, and in texts of others all the time: three of them in a row, a letter among them (Ïðèâåò); and a sign
 * between letters (ksi¹¿ka). Finnish has two letters in a row (pitää), Icelandic likewise.
 */
const unlikely = new RegExp(`(?=[${SIGN}]*[${LETTER}])[${LETTER}${SIGN}]{3,}|(?<=[A-Za-z${LETTER}${SIGN}])[${SIGN}](?=[A-Za-z${LETTER}${SIGN}])`, 'g');
const word = new RegExp(`[A-Za-z${LETTER}${SIGN}]*(?:${unlikely.source})[A-Za-z${LETTER}${SIGN}]*`);

/** Counted before no more are: enough to tell. */
const ENOUGH = 100_000;
/** How many must be unlikely, and which share, before a text is in doubt. Of a few sentences each: none in eight Western languages, 0.7 and more in Cyrillic, Greek, Hebrew, Arabic, Thai and Asian encodings, 0.5 in Polish; but 0 to 0.1 in Czech, Hungarian and Turkish, whose letters stand alone. */
const [LEAST, SHARE] = [4, 0.2];
const EXCERPT = 24;

/** Counts what is beyond ASCII in a file that may be Windows-1252. */
export class UnlikelyLetters {
  #all = 0;
  #unlikely = 0;
  #example: string | undefined;

  take(bytes: Uint8Array): void {
    if (this.#all >= ENOUGH) return;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    this.#all += text.match(counted)?.length ?? 0;
    this.#unlikely += text.match(unlikely)?.reduce((sum, { length }) => sum + length, 0) ?? 0;
    this.#example ??= word.exec(text)?.[0];
  }

  /** A word that shows why Windows-1252 is hardly right, as it reads then; undefined where nothing speaks against it. */
  get doubt(): string | undefined {
    if (this.#example === undefined || this.#unlikely < LEAST || this.#unlikely < SHARE * this.#all) return undefined;
    return new TextDecoder('windows-1252').decode(Buffer.from(this.#example.slice(0, EXCERPT), 'latin1'));
  }
}
