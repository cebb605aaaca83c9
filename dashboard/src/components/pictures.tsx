import type { OutputFragment } from '../gql/graphql';

export type Picture = Extract<OutputFragment, { __typename: 'ImageOutput' }>;

interface PicturesProps {
  readonly outputs: readonly Picture[];
  readonly label: string;
  /** Places still to be filled. */
  readonly expected?: number;
  readonly small?: boolean;
  /** A signed address has run out: ask for new ones. */
  readonly onExpired?: () => void;
}

/** Pictures in a grid, pixels kept sharp. */
export function Pictures({ outputs, label, expected = 0, small = false, onExpired }: PicturesProps) {
  const waiting = Math.max(0, expected - outputs.length);
  return (
    <ul className={small ? 'pictures pictures-small' : 'pictures'} aria-label={label}>
      {outputs.map((output, index) => (
        <li key={output.url}>
          <img
            src={output.url}
            width={output.width}
            height={output.height}
            alt={output.conditionLabel ? `Generated “${output.conditionLabel}”` : `Generated picture ${index + 1}`}
            title={output.conditionLabel ?? undefined}
            decoding="async"
            onError={onExpired}
          />
        </li>
      ))}
      {Array.from({ length: waiting }, (_, index) => (
        <li key={`waiting-${index}`} className="picture-waiting" />
      ))}
    </ul>
  );
}
