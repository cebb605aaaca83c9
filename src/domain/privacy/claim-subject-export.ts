import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { subjectExportKey } from '../../store/keys.ts';
import { write } from '../caller.ts';
import { SubjectExport } from '../entities/subject-export.ts';
import { channels, notify, type StoredFiles } from '../ports.ts';
import { SUBJECT_EXPORT_KEPT_MS } from './export-subject.ts';
import type { Person } from './held-rows.ts';

export interface ClaimedSubjectExport extends Person {
  readonly id: string;
  /** Key of a folder of this try alone. */
  readonly folder: string;
}

async function lock(tx: EntityManager, id: string): Promise<SubjectExport | undefined> {
  const row = await tx.findOne(SubjectExport, id, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  return row?.state === 'QUEUED' || row?.state === 'RUNNING' ? row : undefined;
}

/** Takes an export of a person: RUNNING. Undefined where it is finished or gone. */
export function claimSubjectExport(em: EntityManager, id: string): Promise<ClaimedSubjectExport | undefined> {
  return write(em, async (tx) => {
    const row = await lock(tx, id);
    if (!row) return undefined;
    const { subject } = row;
    if (typeof subject !== 'string') throw new Error(`The export ${id} has no subject.`);
    row.state = 'RUNNING';
    await tx.flush();
    await notify(tx, channels.subjectExport, id);
    return { id, projectId: row.project.id, subject, folder: `${subjectExportKey(id)}/${v7()}` };
  });
}

/** Ends an export of a person with its file, or with why there is none. False where it is finished or gone: the file is nobody's then. */
export function finishSubjectExport(em: EntityManager, id: string, end: { readonly key: string; readonly sizeBytes: number } | { readonly failure: string }): Promise<boolean> {
  return write(em, async (tx) => {
    const row = await lock(tx, id);
    if (!row) return false;
    const now = Date.now();
    const expiresAt = 'key' in end ? new Date(now + SUBJECT_EXPORT_KEPT_MS) : null;
    Object.assign(row, { state: 'key' in end ? 'SUCCEEDED' : 'FAILED', ...end, subject: null, finishedAt: new Date(now), expiresAt });
    await tx.flush();
    await notify(tx, channels.subjectExport, id);
    return true;
  });
}

/** Takes away the files of exports whose time is over. */
export async function removeExpiredSubjectExports(em: EntityManager, files: Pick<StoredFiles, 'remove'>): Promise<void> {
  for (const { id } of await em.find(SubjectExport, { state: 'SUCCEEDED', expiresAt: { $lt: new Date() } }, { fields: ['id'] })) {
    await write(em, async (tx) => {
      // Before the row says so: what is lost in between is looked for again.
      await files.remove(subjectExportKey(id));
      await tx.nativeUpdate(SubjectExport, { id, state: 'SUCCEEDED' }, { state: 'EXPIRED', key: null, expiresAt: null });
    });
  }
}
