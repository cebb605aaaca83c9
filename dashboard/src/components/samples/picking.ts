import type { SampleCardFragment } from '../../gql/graphql';
import type { Relabel } from './use-relabels';

/** What lists of samples share: where a sample opens, which are picked, and which get another class. */
export interface Picking {
  readonly samples: readonly SampleCardFragment[];
  hrefOf(position: number): string;
  /** Whether samples can be picked, to be relabelled. */
  readonly canPick: boolean;
  readonly picked: ReadonlySet<number>;
  toggle(position: number): void;
  readonly changes: ReadonlyMap<number, Relabel>;
  /** A signed address has run out. */
  onExpired(): void;
}
