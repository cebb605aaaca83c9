import type { DatasetKind } from '../../plugin/index.ts';
import type { NewRecord } from '../datasets/add-records.ts';
import type { ConsensusKind } from '../entities/consensus-label.ts';

/** A label with what was asked. */
export interface LabelledPrompt {
  readonly id: string;
  readonly item: string;
  readonly kind: ConsensusKind;
  readonly label: string;
  readonly feedbackId: string | null;
  /** Who says the label. */
  readonly subject: string | null;
  /** Whom the model was asked for. */
  readonly promptSubject: string | null;
  readonly prompt: Readonly<Record<string, unknown>>;
  readonly reviewed: boolean;
  readonly givenAt: Date;
}

/** Names the record of a prompt in whatever dataset: the same question is one sample, whichever model answered it. */
export const recordKey = (item: string): string => `feedback ${item}`;

/**
 * The sample that a label makes of what was asked: prompts name their content as records do (text, features, imageUploadId). It is about
 * the person whom the model was asked for, else about who said the label. Null: prompt and label do not make a sample of this kind.
 */
export function recordOfLabel(kind: DatasetKind, labelled: LabelledPrompt, split: 'TRAIN' | null): NewRecord | null {
  const content = contentOf(kind, labelled);
  if (!content) return null;
  const origin = labelled.feedbackId === null ? ({ type: 'review', id: labelled.id } as const) : ({ type: 'feedback', id: labelled.feedbackId } as const);
  return { key: recordKey(labelled.item), subject: labelled.promptSubject ?? labelled.subject, split: kind === 'INTERACTION' ? null : split, origin, ...content };
}

function contentOf(kind: DatasetKind, { kind: says, label, prompt, subject, givenAt }: LabelledPrompt): Omit<NewRecord, 'key'> | null {
  const { text, features, imageUploadId } = prompt;
  switch (says) {
    case 'CLASS':
      if (kind === 'TEXT' && typeof text === 'string') return { text, label };
      if (kind === 'TABULAR' && features !== undefined) return { features, label };
      return kind === 'IMAGE' && typeof imageUploadId === 'string' ? { imageUploadId, label } : null;
    case 'TEXT':
      if (typeof text !== 'string') return null;
      if (kind === 'TEXT_PAIR') return { source: text, target: label };
      return kind === 'TEXT' ? { text: text + label } : null;
    case 'CHOICE':
      return kind === 'INTERACTION' && subject !== null ? { user: subject, item: label, time: givenAt } : null;
  }
}
