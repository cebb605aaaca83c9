import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { type Caller, write } from '../caller.ts';
import { weighFeedback, type WeighingServices } from '../consensus/weigh-feedback.ts';
import { Model } from '../entities/model.ts';
import { Project } from '../entities/project.ts';
import { Review } from '../entities/review.ts';
import { settingsOf } from '../feedback/feedback-settings.ts';
import { getOwn } from '../find-own.ts';
import { refuseErased } from '../privacy/erased-subjects.ts';
import { optionalLine } from '../text-input.ts';
import { putUpUnsure } from './put-up-unsure.ts';

const LEASE_SECONDS = 600;

export interface ClaimReviewTaskInput {
  readonly modelId: string;
  /** Left out: the API key's name. */
  readonly reviewer?: string | null | undefined;
}

/** Who reviews, as a project knows them. */
export const reviewerOf = (caller: Caller, reviewer: string | null | undefined): string => optionalLine(reviewer, 'reviewer') ?? caller.actor;

/**
 * Gives a reviewer what is most uncertain of what waits for a model; what they hold already, with a new lease. While a lease runs nobody
 * else gets the place; what runs out is free again. Null: nothing waits for this reviewer.
 */
export async function claimReviewTask(services: WeighingServices, caller: Caller, input: ClaimReviewTaskInput): Promise<Review | null> {
  const reviewer = reviewerOf(caller, input.reviewer);
  await weighFeedback(services, await getOwn(services.em, Model, caller, input.modelId, ['modelId']));
  return write(services.em, async (tx) => {
    const model = await getOwn(tx, Model, caller, input.modelId, ['modelId']);
    await refuseErased(tx, caller.projectId, [{ subject: optionalLine(input.reviewer, 'reviewer'), path: ['reviewer'] }]);
    const project = await tx.findOneOrFail(Project, caller.projectId);
    const { reviewersPerTask, unsureGenerations, minimumPosterior } = settingsOf(project.feedbackSettings);
    await putUpUnsure(tx, model, unsureGenerations, minimumPosterior);
    const labelId = (await held(tx, model.id, reviewer)) ?? (await mostUncertain(tx, model.id, reviewer, reviewersPerTask));
    if (labelId === undefined) return null;
    const [claimed] = await tx.execute<{ id: string }[]>(
      `insert into review as r (id, project_id, consensus_label_id, reviewer, lease_until, created_at) values (?, ?, ?, ?, now() + make_interval(secs => ?), now())
       on conflict (consensus_label_id, reviewer) do update set lease_until = excluded.lease_until where r.state = 'CLAIMED' returning id`,
      [v7(), caller.projectId, labelId, reviewer, LEASE_SECONDS],
    );
    return claimed ? tx.findOneOrFail(Review, claimed.id) : null;
  });
}

async function held(tx: EntityManager, modelId: string, reviewer: string): Promise<string | undefined> {
  const [row] = await tx.execute<{ id: string }[]>(
    `select c.id from review r join consensus_label c on c.id = r.consensus_label_id
     where c.model_id = ? and c.state = 'REVIEW' and r.reviewer = ? and r.state = 'CLAIMED' and r.lease_until > now() order by r.id limit 1`,
    [modelId, reviewer],
  );
  return row?.id;
}

/** As many hold or have labelled one as are to look at it; one more where those do not agree. Locked, so that two claims at once get different ones. */
async function mostUncertain(tx: EntityManager, modelId: string, reviewer: string, reviewers: number): Promise<string | undefined> {
  const [row] = await tx.execute<{ id: string }[]>(
    `select c.id from consensus_label c
     where c.model_id = ? and c.state = 'REVIEW'
       and not exists (select 1 from review r where r.consensus_label_id = c.id and r.reviewer = ? and r.state <> 'CLAIMED')
       and (select count(*) from review r where r.consensus_label_id = c.id and r.state = 'CLAIMED' and r.lease_until > now() and r.reviewer <> ?)
         < greatest(1, ? - (select count(*) from review r where r.consensus_label_id = c.id and r.state = 'LABELLED'))
     order by c.entropy desc, c.id limit 1 for update of c skip locked`,
    [modelId, reviewer, reviewer, reviewers],
  );
  return row?.id;
}
