import type { Caller } from '../caller.ts';
import type { FlywheelPolicy } from '../entities/flywheel-policy.ts';

/** In histories. */
export const POLICY = 'policy';

/** As whom a policy does what a person could do by the API. Its id stands for the key's: no key of that name exists. */
export function policyCaller({ id, project }: FlywheelPolicy): Caller {
  return { projectId: project.id, isRootProject: false, apiKeyId: id, actor: POLICY, scopes: new Set(['READ', 'DATA', 'TRAIN']) };
}
