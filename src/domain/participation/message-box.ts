import { createHash } from 'node:crypto';

/** All messages to a person of a project. */
export interface MessageBox {
  readonly projectId: string;
  readonly subject: string;
}

/** A box as one text, for those who know objects by an id. */
export const messageBoxId = ({ projectId, subject }: MessageBox): string => `${projectId} ${subject}`;

export function messageBoxOf(id: string): MessageBox {
  const end = id.indexOf(' ');
  return { projectId: id.slice(0, end), subject: id.slice(end + 1) };
}

/** What a notification calls a box: a subject may be longer than a notification can be, and is nobody else's business. */
export const messageBoxKey = (id: string): string => createHash('sha256').update(id).digest('hex');
