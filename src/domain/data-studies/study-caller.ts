import type { Caller } from '../caller.ts';
import type { DataStudy } from '../entities/data-study.ts';

/** As whom a study does what a person could do by the API. Its id stands for the key's: no key of that name exists. */
export function studyCaller({ id, project }: DataStudy): Caller {
  return { projectId: project.id, isRootProject: false, apiKeyId: id, actor: 'data study', scopes: new Set(['READ', 'DATA', 'TRAIN']) };
}
