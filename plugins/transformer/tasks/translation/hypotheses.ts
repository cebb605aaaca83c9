import { END, START } from '../../text/byte-pair.ts';

/** Exponent of the length penalty, ((5 + tokens) / 6) ** 0.8 (Wu et al. 2016): without one, short translations win. */
const LENGTH_PENALTY = 0.8;

/** A translation, begun or finished. */
export interface Hypothesis {
  /** Without START and END. */
  readonly tokens: readonly number[];
  /** Sum of the logarithms of its tokens' probabilities, END's among them where it is finished. */
  readonly score: number;
}

/** The likeliest next tokens of one row, best first. */
export interface NextTokens {
  readonly tokens: ArrayLike<number>;
  /** Logarithms of their probabilities. */
  readonly scores: ArrayLike<number>;
}

interface Begun {
  readonly hypothesis: Hypothesis;
  /** The row that its last token was added to. */
  readonly parent: number;
}

const penalty = (tokens: number) => ((5 + tokens) / 6) ** LENGTH_PENALTY;
/** What finished translations are compared by. */
export const normalized = ({ tokens, score }: Hypothesis) => score / penalty(tokens.length + 1);

/** The beam of one source text: begun translations, best first, of which row k of the text's rows is the k-th. */
export class Beam {
  readonly #size: number;
  readonly #longest: number;
  readonly #finished: Hypothesis[] = [];
  #open: Begun[] = [{ hypothesis: { tokens: [], score: 0 }, parent: 0 }];

  /** @param longest  tokens at most, without END; 0 for a row that is only there to fill a batch */
  constructor(size: number, longest: number) {
    this.#size = size;
    this.#longest = longest;
    if (longest === 0) this.#open = [];
  }

  get isDone(): boolean {
    return this.#open.length === 0;
  }

  /** For row k: the token that it goes on with, and the row that it goes on from. */
  row(k: number): { readonly token: number; readonly parent: number } {
    const { hypothesis, parent } = this.#open[k] ?? this.#open[0] ?? { hypothesis: undefined, parent: 0 };
    return { token: hypothesis?.tokens.at(-1) ?? START, parent };
  }

  /** Takes the best continuations. @param next of row k; at least 2 × size tokens each, so that `size` are left if all others end. */
  advance(next: (row: number) => NextTokens): void {
    const candidates = this.#open.flatMap(({ hypothesis }, parent) => {
      const { tokens, scores } = next(parent);
      return Array.from(tokens, (token, rank) => ({ hypothesis, parent, token, score: hypothesis.score + (scores[rank] ?? NaN) }));
    });
    // Stable: of equal scores the earlier row and rank come first.
    candidates.sort((a, b) => b.score - a.score);
    const open: Begun[] = [];
    for (const [rank, { hypothesis, parent, token, score }] of candidates.entries()) {
      if (open.length === this.#size) break;
      if (token !== END) open.push({ hypothesis: { tokens: [...hypothesis.tokens, token], score }, parent });
      else if (rank < this.#size) this.#finished.push({ tokens: hypothesis.tokens, score });
    }
    this.#open = this.#hasEnough() ? [] : open;
    if ((open[0]?.hypothesis.tokens.length ?? 0) < this.#longest) return;
    // Cut off: what was begun counts as finished where nothing else is.
    if (this.#finished.length === 0) this.#finished.push(...open.map(({ hypothesis }) => hypothesis));
    this.#open = [];
  }

  /** The best translation. */
  best(): Hypothesis {
    const [first, ...others] = [...this.#finished, ...this.#open.map(({ hypothesis }) => hypothesis)];
    return others.reduce((best, one) => (normalized(one) > normalized(best) ? one : best), first ?? { tokens: [], score: 0 });
  }

  #hasEnough(): boolean {
    return this.#finished.length >= this.#size;
  }
}
