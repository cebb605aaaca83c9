import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useQuery } from 'urql';
import { useAction } from '../api/use-action';
import { useScopes } from '../api/use-scopes';
import { Empty, Loading, Page } from '../components/page';
import { Problems, QueryProblem } from '../components/problems';
import { RequiresScope } from '../components/requires-scope';
import { ReviewTask } from '../components/review-task';
import { graphql } from '../gql';
import type { ClaimReviewTaskMutation } from '../gql/graphql';
import { paths } from '../paths';
import { count } from '../text/format';
import { NotFoundPage } from './not-found-page';

const ReviewQueue = graphql(`
  query ReviewQueue($id: ID!) {
    node(id: $id) {
      __typename
      ... on Model {
        name
        reviewQueue {
          waiting
        }
      }
    }
  }
`);

const ClaimReviewTask = graphql(`
  mutation ClaimReviewTask($input: ClaimReviewTaskInput!) {
    result: claimReviewTask(input: $input) {
      review {
        id
        task {
          prompt
          imageUrl
          reason
          isText
          classes
          votes {
            label
            count
          }
          output {
            ...Output
          }
        }
      }
      userErrors {
        message
        path
      }
    }
  }
`);

const LabelReviewTask = graphql(`
  mutation LabelReviewTask($input: LabelReviewTaskInput!) {
    result: labelReviewTask(input: $input) {
      review {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

const SkipReviewTask = graphql(`
  mutation SkipReviewTask($input: SkipReviewTaskInput!) {
    result: skipReviewTask(input: $input) {
      review {
        id
      }
      userErrors {
        message
        path
      }
    }
  }
`);

type Claimed = ClaimReviewTaskMutation['result']['review'];

/** Nothing is claimed by a key that may not review. */
export function ReviewPage({ id }: { id: string }) {
  const mayReview = useScopes().includes('REVIEW');
  if (mayReview) return <Reviewing id={id} />;
  return (
    <Page title="Review">
      <RequiresScope scope="REVIEW" what="Reviewing">
        {null}
      </RequiresScope>
    </Page>
  );
}

/** One task after another, the most uncertain first; each is this person's for ten minutes. */
function Reviewing({ id }: { id: string }) {
  const [review, setReview] = useState<Claimed | undefined>(undefined);
  // A claim weighs what is new: what waits is known after it.
  const [{ data, error }, reload] = useQuery({ query: ReviewQueue, variables: { id }, pause: review === undefined });
  const claim = useAction(ClaimReviewTask);
  const label = useAction(LabelReviewTask);
  const skip = useAction(SkipReviewTask);
  const { run } = claim;
  useEffect(() => {
    void run({ input: { modelId: id } }).then((result) => setReview(result?.review ?? null));
  }, [run, id]);
  const model = data?.node?.__typename === 'Model' ? data.node : null;
  if (data && !model) return <NotFoundPage />;
  if (!model) return <Page title="Review">{error ? <QueryProblem error={error} onRetry={() => reload()} /> : <Loading />}</Page>;
  const next = async () => {
    const result = await run({ input: { modelId: id } });
    setReview(result?.review ?? null);
    reload({ requestPolicy: 'network-only' });
  };
  const answer = async (said: string | null) => {
    if (!review) return;
    const stored = said === null ? await skip.run({ input: { reviewId: review.id } }) : await label.run({ input: { reviewId: review.id, label: said } });
    if (stored) await next();
  };
  return (
    <Page title="Review" trail={<Link href={paths.model(id)}>{model.name}</Link>} badge={<small className="muted">{count(model.reviewQueue.waiting)} waiting</small>}>
      <Problems problems={[...claim.problems, ...label.problems, ...skip.problems]} />
      {review === null && <Empty>Nothing waits for you. What people disagree about, and what the model is unsure of, comes here.</Empty>}
      {review && <ReviewTask key={review.id} task={review.task} busy={claim.busy || label.busy || skip.busy} onAnswer={(said) => void answer(said)} />}
    </Page>
  );
}
