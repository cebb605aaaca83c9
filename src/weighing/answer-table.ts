/**
 * Who said what of which item, as numbers. An item is a prompt; its truth is one of `classCount` classes. Everybody saw a model's guess
 * and confirmed it, rejected it, or named another class.
 */
export interface AnswerTable {
  /** 2 or more. */
  readonly classCount: number;
  /** Class of each item where it is known for sure, else -1. */
  readonly gold: Int32Array;
  /** Each item's guess by the newest model version that was asked: a class, the version's number, and how sure it was (0 to 1). */
  readonly guess: Int32Array;
  readonly version: Int32Array;
  readonly sureness: Float64Array;
  readonly versionCount: number;
  /** The answers to item i are those from `start[i]` to before `start[i + 1]`; one longer than there are items. */
  readonly start: Int32Array;
  /** Who answered; -1: nobody that can be told from others. */
  readonly annotator: Int32Array;
  /** The guess that they saw, a class. */
  readonly seen: Int32Array;
  /** The class that they say it is, `seen` where they confirm it; -1: not `seen`, whatever else. */
  readonly said: Int32Array;
  /** Whether each annotator was asked (0), or only watched (1): people take what they are given, so that says less. Those that -1 stands for were asked. */
  readonly watched: Uint8Array;
}
