import { type EntityManager, LockMode, ref } from '@mikro-orm/postgresql';
import { type Caller, type Services, write } from '../caller.ts';
import { ConsensusLabel } from '../entities/consensus-label.ts';
import { Feedback } from '../entities/feedback.ts';
import { ModelVersion } from '../entities/model-version.ts';
import { Project } from '../entities/project.ts';
import { Review } from '../entities/review.ts';
import { Fault } from '../fault.ts';
import { settingsOf } from '../feedback/feedback-settings.ts';
import { getOwn } from '../find-own.ts';
import { lineInput, optionalText } from '../text-input.ts';

export interface LabelReviewTaskInput {
  readonly reviewId: string;
  /** The class, the text or the item that is right. */
  readonly label: string;
  /** Whether a class that nobody has named yet is meant. */
  readonly newClass?: boolean | null | undefined;
}

const MAX_TEXT = 100_000;

/** Says what a claimed task should have been. Once enough reviewers agree, that is a sample's label for good. */
export function labelReviewTask({ em }: Pick<Services, 'em'>, caller: Caller, input: LabelReviewTaskInput): Promise<Review> {
  return write(em, async (tx) => {
    const { review, consensus } = await held(tx, caller, input.reviewId);
    const label = await checkLabel(tx, consensus, input);
    if (review.state === 'LABELLED' && review.label === label) return review;
    Object.assign(still(review), { state: 'LABELLED', label, finishedAt: new Date() });
    await tx.flush();
    await settle(tx, consensus);
    return review;
  });
}

/** Leaves a claimed task to others; this reviewer does not get it again. */
export function skipReviewTask({ em }: Pick<Services, 'em'>, caller: Caller, { reviewId }: Pick<LabelReviewTaskInput, 'reviewId'>): Promise<Review> {
  return write(em, async (tx) => {
    const { review } = await held(tx, caller, reviewId);
    if (review.state === 'SKIPPED') return review;
    Object.assign(still(review), { state: 'SKIPPED', finishedAt: new Date() });
    return review;
  });
}

/** The task is locked first, as a claim does. */
async function held(tx: EntityManager, caller: Caller, id: string): Promise<{ review: Review; consensus: ConsensusLabel }> {
  const { consensusLabel } = await getOwn(tx, Review, caller, id, ['reviewId']);
  const consensus = await tx.findOneOrFail(ConsensusLabel, consensusLabel.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const review = await tx.findOneOrFail(Review, id, { refresh: true });
  return { review, consensus };
}

function still(review: Review): Review {
  if (review.state !== 'CLAIMED') throw new Fault('INVALID_STATE', `This review is ${review.state} already; claim the next one.`, ['reviewId']);
  if (review.leaseUntil.getTime() < Date.now()) throw new Fault('INVALID_STATE', 'The lease of this task has run out, and others may have it; claim the next one.', ['reviewId']);
  return review;
}

async function checkLabel(tx: EntityManager, consensus: ConsensusLabel, { label, newClass }: LabelReviewTaskInput): Promise<string> {
  if (consensus.kind === 'TEXT') {
    const text = optionalText(label, 'label', MAX_TEXT);
    if (text === null || !/\S/.test(text)) throw new Fault('INVALID_INPUT', 'label must hold more than spaces.', ['label']);
    return text;
  }
  const name = lineInput(label, 'label').normalize('NFC');
  if (newClass || consensus.kind !== 'CLASS' || consensus.votes.some((vote) => vote.label === name)) return name;
  const newest = await tx.findOne(ModelVersion, { model: consensus.model.id }, { orderBy: { number: 'desc' } });
  if (newest && !newest.dataset.classes.includes(name)) throw new Fault('INVALID_INPUT', `"${name.slice(0, 60)}" is no class of the model. Set newClass to add one.`, ['label']);
  return name;
}

/** Enough have labelled it, and more than half of them the same. */
async function settle(tx: EntityManager, consensus: ConsensusLabel): Promise<void> {
  const { feedbackSettings } = await tx.findOneOrFail(Project, consensus.project.id);
  const reviews = await tx.find(Review, { consensusLabel: consensus.id, state: 'LABELLED' });
  if (consensus.reviewed || reviews.length < settingsOf(feedbackSettings).reviewersPerTask) return;
  const counts = new Map<string, number>();
  for (const { label } of reviews) if (typeof label === 'string') counts.set(label, (counts.get(label) ?? 0) + 1);
  const [label] = [...counts].find(([, count]) => count > reviews.length / 2) ?? [];
  if (label === undefined) return;
  if (label !== consensus.label) Object.assign(consensus, await whoSaid(tx, consensus, label));
  const agreeing = consensus.votes.find((vote) => vote.label === label)?.count ?? 0;
  Object.assign(consensus, { label, reviewed: true, probability: 1, agreeing, state: 'USABLE', reason: `Settled by ${reviews.length === 1 ? 'a reviewer' : `${reviews.length} reviewers`}.` });
  // The next weighing learns from it who is right.
  await tx.execute('update counted_feedback set weighed = false where generation_id = ?', [consensus.generation.id]);
}

/** The newest feedback on its generation that names a label, and whose it is; null where nobody did. */
async function whoSaid(tx: EntityManager, { generation }: ConsensusLabel, label: string): Promise<Pick<ConsensusLabel, 'feedback' | 'subject'>> {
  const [said] = await tx.execute<{ feedback_id: string; subject: string | null }[]>(
    'select feedback_id, subject from counted_feedback where generation_id = ? and coalesce(correction_label, correction_text) = ? order by given_at desc limit 1',
    [generation.id, label],
  );
  return { feedback: said ? ref(Feedback, said.feedback_id) : null, subject: said?.subject ?? null };
}
