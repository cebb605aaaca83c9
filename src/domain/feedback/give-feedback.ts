import { type Caller, type Services, write } from '../caller.ts';
import { Feedback, type ratings } from '../entities/feedback.ts';
import { Generation } from '../entities/generation.ts';
import { Fault } from '../fault.ts';
import { getOwn } from '../find-own.ts';
import { once } from '../idempotency.ts';
import { refuseErased } from '../privacy/erased-subjects.ts';
import { optionalLine, optionalText } from '../text-input.ts';

export interface GiveFeedbackInput {
  readonly generationId: string;
  readonly rating?: (typeof ratings)[number] | null | undefined;
  readonly correction?: { readonly label?: string | null | undefined; readonly text?: string | null | undefined } | null | undefined;
  readonly comment?: string | null | undefined;
  readonly subject?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Stores what a person says of a generation. */
export async function giveFeedback({ em }: Services, caller: Caller, input: GiveFeedbackInput): Promise<Feedback> {
  const words = {
    rating: input.rating ?? null,
    correctionLabel: optionalLine(input.correction?.label, 'correction.label'),
    correctionText: optionalText(input.correction?.text, 'correction.text', 100_000),
    comment: optionalText(input.comment, 'comment'),
  };
  if (Object.values(words).every((word) => word === null)) throw new Fault('INVALID_INPUT', 'Give a rating, a correction or a comment.', ['rating']);
  const subject = optionalLine(input.subject, 'subject');
  const { idempotencyKey, ...rest } = input;
  return write(em, async (tx) => {
    const { id } = await once(tx, { projectId: caller.projectId, mutation: 'giveFeedback', key: idempotencyKey, input: rest }, async (id) => {
      await refuseErased(tx, caller.projectId, [{ subject, path: ['subject'] }]);
      const generation = await getOwn(tx, Generation, caller, input.generationId, ['generationId']);
      if (generation.state !== 'SUCCEEDED') throw new Fault('INVALID_STATE', `The generation is ${generation.state}; feedback can be given once it has succeeded.`, ['generationId']);
      tx.create(Feedback, { id, project: generation.project, generation, modelVersion: generation.modelVersion, ...words, subject });
      await tx.flush();
    });
    return tx.findOneOrFail(Feedback, id);
  });
}
