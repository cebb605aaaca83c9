import type { Rating } from '../gql/graphql';

export function ThumbIcon({ rating }: { rating: Rating }) {
  const up = rating === 'POSITIVE';
  return (
    <svg viewBox="0 0 24 24" className={up ? 'thumb-icon' : 'thumb-icon turned'} role="img" aria-label={up ? 'Thumbs up' : 'Thumbs down'}>
      <path d="M7 21H4a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1h3m0 10V11m0 10h10.3a2 2 0 0 0 2-1.6l1.5-7A2 2 0 0 0 18.9 10H14V5.5A2.5 2.5 0 0 0 11.5 3L7 11" />
    </svg>
  );
}
