import type { GenerationState } from './entities/generation.ts';

/** A picture in the store (PNG). */
export interface StoredImage {
  readonly type: 'image';
  readonly key: string;
  readonly width: number;
  readonly height: number;
  readonly conditionLabel: string | null;
}

export interface StoredText {
  readonly type: 'text';
  readonly text: string;
}

export interface StoredClassification {
  readonly type: 'classification';
  /** The most probable class. */
  readonly label: string;
  /** All classes, most probable first; they sum to 1. */
  readonly probabilities: readonly { readonly label: string; readonly probability: number }[];
}

export interface StoredRecommendation {
  readonly type: 'recommendation';
  /** Best first. */
  readonly items: readonly { readonly item: string; readonly score: number }[];
}

export type StoredOutput = StoredImage | StoredText | StoredClassification | StoredRecommendation;

export type GenerationEventPayload =
  /** A piece of the text that becomes output number `output` (from 0); it begins at character `from` of that text's pieces. */
  | { readonly type: 'TextGenerated'; readonly output: number; readonly from: number; readonly text: string }
  | { readonly type: 'OutputMade'; readonly output: StoredOutput }
  | { readonly type: 'GenerationStateChanged'; readonly state: GenerationState; readonly message: string | null };
