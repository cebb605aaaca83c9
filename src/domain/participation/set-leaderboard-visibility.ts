import { type Caller, type Services, write } from '../caller.ts';
import { refuseErased } from '../privacy/erased-subjects.ts';
import { subjectInput } from '../text-input.ts';

export interface LeaderboardVisibilityInput {
  readonly subject: string;
  readonly visible: boolean;
}

/** Takes a person off the leaderboard, or puts them back; returns the subject as it is stored. @throws Faults INVALID_STATE of people who were erased */
export async function setLeaderboardVisibility({ em }: Pick<Services, 'em'>, { projectId }: Caller, input: LeaderboardVisibilityInput): Promise<string> {
  const subject = subjectInput(input.subject);
  return write(em, async (tx) => {
    await refuseErased(tx, projectId, [{ subject, path: ['subject'] }]);
    await tx.execute(
      `insert into contributor_setting (project_id, subject, on_leaderboard, changed_at) values (?, ?, ?, now())
       on conflict (project_id, subject) do update set on_leaderboard = excluded.on_leaderboard, changed_at = excluded.changed_at`,
      [projectId, subject, input.visible],
    );
    return subject;
  });
}
