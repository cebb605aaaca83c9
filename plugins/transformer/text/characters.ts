import { z } from 'zod';

/** Tokens that stand for no character. */
const END = 1;
const UNKNOWN = 2;
const SPECIALS = 3;

/** As it stands in `flywheel.json`: the characters of tokens 3, 4, … */
export const charactersFile = z.object({ type: z.literal('CHARACTER'), characters: z.array(z.string()) });

/**
 * Characters (Unicode code points) as tokens. Token 0 is padding, 1 the end of a text, 2 a character that was not in the
 * training split; the others are characters.
 */
export class CharacterTokenizer {
  readonly end = END;
  readonly unknown = UNKNOWN;
  readonly #characters: readonly string[];
  readonly #tokens: ReadonlyMap<string, number>;

  constructor({ characters }: Pick<z.infer<typeof charactersFile>, 'characters'>) {
    this.#characters = characters;
    this.#tokens = new Map(characters.map((character, index) => [character, index + SPECIALS]));
  }

  get size(): number {
    return this.#characters.length + SPECIALS;
  }

  encode(text: string): number[] {
    return Array.from(text, (character) => this.#tokens.get(character) ?? UNKNOWN);
  }

  /** Decodes tokens as they come. */
  createDecoder(): { add(token: number): string; end(): string } {
    return { add: (token) => this.#characters[token - SPECIALS] ?? '', end: () => '' };
  }

  /** Characters of a text that have no token, each once. */
  unknownIn(text: string): string[] {
    return [...new Set(text)].filter((character) => !this.#tokens.has(character));
  }

  toFile(): z.infer<typeof charactersFile> {
    return { type: 'CHARACTER', characters: [...this.#characters] };
  }
}

/** Counts the characters of texts. */
export function countCharacters(counts: Map<string, number>, text: string): void {
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
}

/** The most frequent characters, in the order of their code points; of equally frequent ones those that come first. */
export function learnCharacters(counts: ReadonlyMap<string, number>, size: number): CharacterTokenizer {
  const codeOf = (character: string) => character.codePointAt(0) ?? 0;
  const ranked = [...counts].sort(([a, countA], [b, countB]) => countB - countA || codeOf(a) - codeOf(b));
  const characters = ranked.slice(0, Math.max(1, size - SPECIALS)).map(([character]) => character);
  return new CharacterTokenizer({ characters: characters.sort((a, b) => codeOf(a) - codeOf(b)) });
}

