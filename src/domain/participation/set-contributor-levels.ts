import { type Caller, type Services, write } from '../caller.ts';
import { Project } from '../entities/project.ts';
import { type ContributorLevel, levelsInput } from './levels.ts';

/** Sets which levels people of the caller's project reach; null goes back to the defaults. */
export async function setContributorLevels({ em }: Pick<Services, 'em'>, caller: Caller, levels: readonly ContributorLevel[] | null): Promise<Project> {
  const contributorLevels = levels && levelsInput(levels);
  return write(em, async (tx) => tx.assign(await tx.findOneOrFail(Project, caller.projectId), { contributorLevels }));
}
