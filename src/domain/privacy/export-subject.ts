import { type Caller, type Services, write } from '../caller.ts';
import { Project } from '../entities/project.ts';
import { SubjectExport } from '../entities/subject-export.ts';
import { once } from '../idempotency.ts';
import { subjectInput } from '../text-input.ts';
import { subjectHash } from './subject-hash.ts';

/** A file of all that is held on a person is not left lying around. */
export const SUBJECT_EXPORT_KEPT_MS = 24 * 3600_000;

export interface ExportSubjectInput {
  readonly subject: string;
  readonly idempotencyKey?: string | null | undefined;
}

/** Writes all that is held on a person into one file, which a worker does; anew each time, since what is held changes. */
export function exportSubject({ em, jobs }: Pick<Services, 'em' | 'jobs'>, caller: Caller, input: ExportSubjectInput): Promise<SubjectExport> {
  const subject = subjectInput(input.subject);
  return write(em, async (tx) => {
    const project = await tx.findOneOrFail(Project, caller.projectId);
    const hash = subjectHash(project.subjectSalt, subject);
    const call = { projectId: project.id, mutation: 'exportSubject', key: input.idempotencyKey, input: { hash } };
    const { id } = await once(tx, call, async (id) => {
      tx.create(SubjectExport, { id, project, actor: caller.actor, subject, subjectHash: hash, failure: null, key: null, sizeBytes: null, finishedAt: null, expiresAt: null });
      await tx.flush();
      await jobs.send(tx, { type: 'export-subject', subjectExportId: id });
    });
    return tx.findOneOrFail(SubjectExport, id);
  });
}
