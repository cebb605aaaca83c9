import type { InsightsQuery } from '../../gql/graphql';
import { count, share } from '../../text/format';
import { Section } from '../section';

type Insights = Extract<NonNullable<InsightsQuery['node']>, { __typename: 'Model' }>['insights'];

const day = (time: string) => new Date(time).toLocaleDateString(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/** Satisfaction from period to period, and what happened, in one order of time; the newest first. */
export function SatisfactionOverTime({ satisfaction, events }: Pick<Insights, 'satisfaction' | 'events'>) {
  const rows = [
    ...satisfaction.map(({ start, satisfaction: value, low, high, positive, negative }) => ({ time: start, text: `${share(value)} satisfied (95 % interval ${share(low)} to ${share(high)}) of ${count(positive + negative)} ratings`, isEvent: false })),
    ...events.map(({ time, title, reason }) => ({ time, text: reason ? `${title}: ${reason}` : title, isEvent: true })),
  ].sort((a, b) => b.time.localeCompare(a.time));
  return (
    <Section title="Satisfaction over time">
      {rows.length === 0 && <p className="muted">No ratings and no events in this time.</p>}
      <ol className="insight-times">
        {rows.map(({ time, text, isEvent }, index) => (
          <li key={index} className={isEvent ? 'insight-event' : ''}>
            <time dateTime={time}>{day(time)}</time> {text}
          </li>
        ))}
      </ol>
    </Section>
  );
}
