import type { GenerationState } from './entities/generation.ts';

/** A picture in the store (PNG). */
export interface StoredImage {
  readonly type: 'image';
  readonly key: string;
  readonly width: number;
  readonly height: number;
  readonly conditionLabel: string | null;
}

export type StoredOutput = StoredImage;

export type GenerationEventPayload =
  | { readonly type: 'OutputMade'; readonly output: StoredOutput }
  | { readonly type: 'GenerationStateChanged'; readonly state: GenerationState; readonly message: string | null };
