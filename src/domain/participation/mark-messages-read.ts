import { type Caller, type Services, write } from '../caller.ts';
import { subjectInput } from '../text-input.ts';

export interface MarkMessagesReadInput {
  readonly subject: string;
  /** Those alone; all where absent. */
  readonly messageIds?: readonly string[] | null | undefined;
}

/** Marks messages to a person as read, once; what is none of theirs is left alone. Returns the subject as it is stored. */
export async function markMessagesRead({ em }: Pick<Services, 'em'>, { projectId }: Caller, input: MarkMessagesReadInput): Promise<string> {
  const subject = subjectInput(input.subject);
  const ids = input.messageIds ?? null;
  return write(em, async (tx) => {
    await tx.execute(
      `update contributor_message set read_at = now() where project_id = ? and subject = ? and read_at is null ${ids ? 'and id::text in (select jsonb_array_elements_text(?::jsonb))' : ''}`,
      [projectId, subject, ...(ids ? [JSON.stringify(ids)] : [])],
    );
    return subject;
  });
}
