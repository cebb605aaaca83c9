import { type Caller, type Services, write } from '../caller.ts';
import { Erasure } from '../entities/erasure.ts';
import { Project } from '../entities/project.ts';
import { once } from '../idempotency.ts';
import { subjectInput } from '../text-input.ts';
import { addErasedSubject } from './erased-subjects.ts';
import { subjectHash } from './subject-hash.ts';

export interface EraseSubjectInput {
  readonly subject: string;
  /** Only count what would go. */
  readonly dryRun?: boolean | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/**
 * Stores that a person is to be erased, with the job that does it. From then on nothing about them is taken any more, and no
 * version that is made has their samples. One that is under way for the same subject is given as it is.
 */
export function eraseSubject({ em, jobs }: Pick<Services, 'em' | 'jobs'>, caller: Caller, input: EraseSubjectInput): Promise<Erasure> {
  const subject = subjectInput(input.subject);
  const dryRun = input.dryRun ?? false;
  return write(em, async (tx) => {
    const project = await tx.findOneOrFail(Project, caller.projectId);
    const hash = subjectHash(project.subjectSalt, subject);
    const call = { projectId: project.id, mutation: 'eraseSubject', key: input.idempotencyKey, input: { hash, dryRun } };
    let live: Erasure | null = null;
    const { id } = await once(tx, call, async (id) => {
      if (!dryRun) await addErasedSubject(tx, project.id, hash);
      live = await tx.findOne(Erasure, { project: project.id, subjectHash: hash, dryRun, state: { $in: ['QUEUED', 'RUNNING'] } });
      if (live) return;
      tx.create(Erasure, { id, project, actor: caller.actor, subject, subjectHash: hash, dryRun, failure: null, foundAt: null, finishedAt: null });
      await tx.flush();
      await jobs.send(tx, { type: 'erase-subject', erasureId: id });
    });
    return live ?? tx.findOneOrFail(Erasure, id);
  });
}
