import { follow } from './follow';
import type { LiveClient } from './live-client';
import { RunEvents } from './run-events';
import { addPoint, emptyHistory, takeEvent, type RunHistory } from './run-history';
import { hasEnded } from './run-state';

/** What React renders from: the history grows in place, so `revision` says that it did. */
export interface RunView {
  readonly revision: number;
  readonly history: RunHistory;
  /** The events reach the present: state and progress are current. */
  readonly caughtUp: boolean;
  readonly refused: string | null;
}

interface StoredSeries {
  readonly name: string;
  readonly points: readonly { readonly step: number; readonly value: number }[];
}

/** A run's events from the first to the present and on, held for any number of components. */
export class RunFeed {
  readonly #history = emptyHistory();
  readonly #listeners = new Set<() => void>();
  #view: RunView = { revision: 0, history: this.#history, caughtUp: false, refused: null };
  #cursor: string | null = null;
  #frame = 0;

  /** Goes on after the last event that this feed holds. @returns stops following. */
  start(live: LiveClient, trainingRunId: string): () => void {
    const stop = follow(live, {
      document: RunEvents,
      variables: { trainingRunId, after: this.#cursor },
      onData: ({ trainingRunEvents: { events, cursor, caughtUp } }) => {
        for (const event of events) takeEvent(this.#history, event);
        this.#cursor = cursor;
        this.#change({ caughtUp: this.#view.caughtUp || caughtUp });
        return cursor;
      },
      isOver: () => this.#history.state !== null && hasEnded(this.#history.state),
      onRefused: (refused) => this.#change({ refused }),
    });
    return () => {
      stop();
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
    };
  }

  /** Curves that the server down-sampled, to show something before the replay has gone through all events. */
  addStoredSeries(stored: readonly StoredSeries[]): void {
    for (const { name, points } of stored) {
      for (const { step, value } of points) addPoint(this.#history, name, step, value);
    }
    this.#change({});
  }

  readonly view = (): RunView => this.#view;

  readonly onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** A replay brings batch after batch: they are drawn once per frame at most. */
  #change(change: Partial<RunView>): void {
    this.#view = { ...this.#view, ...change, revision: this.#view.revision + 1 };
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      for (const listener of this.#listeners) listener();
    });
  }
}
