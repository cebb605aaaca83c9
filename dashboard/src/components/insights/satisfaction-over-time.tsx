import { useMemo } from 'react';
import type { InsightsQuery } from '../../gql/graphql';
import { count, share } from '../../text/format';
import { Chart } from '../chart';
import { dayOf } from '../chart-timeline';
import { Section } from '../section';

type Insights = Extract<NonNullable<InsightsQuery['node']>, { __typename: 'Model' }>['insights'];
type Period = Insights['satisfaction'][number];

interface SatisfactionProps extends Pick<Insights, 'satisfaction' | 'events'> {
  readonly by: 'DAY' | 'WEEK';
}

const secondsOf = (time: string) => Date.parse(time) / 1000;
/** A period's ratings came around its middle: what happened on its first morning is left of them. */
const middleOf = ({ start }: Period, by: 'DAY' | 'WEEK') => secondsOf(start) + (by === 'DAY' ? 0.5 : 3.5) * 86_400;
const inWords = ({ title, reason }: Insights['events'][number]) => (reason ? `${title}: ${reason}` : title);

/** Satisfaction from period to period with what happened marked on it, then the same in words, the newest first. */
export function SatisfactionOverTime({ satisfaction, events, by }: SatisfactionProps) {
  const drawn = useMemo(() => drawnOf({ satisfaction, events, by }), [satisfaction, events, by]);
  const rows = [
    ...satisfaction.map(({ start, satisfaction: value, low, high, positive, negative }) => ({ time: start, mark: null, text: `${share(value)} satisfied (95 % interval ${share(low)} to ${share(high)}) of ${count(positive + negative)} ratings` })),
    ...events.map((event, index) => ({ time: event.time, mark: events.length - index, text: inWords(event) })),
  ].sort((a, b) => b.time.localeCompare(a.time));
  return (
    <Section title="Satisfaction over time">
      {rows.length === 0 && <p className="muted">No ratings and no events in this time.</p>}
      {satisfaction.length > 0 && <Chart title="Satisfied, %" lines={drawn.lines} timeline={drawn.timeline} revision={satisfaction.length} height={220} unit={by === 'DAY' ? 'Day' : 'Week'} />}
      {satisfaction.length > 0 && events.length > 0 && <p className="muted">Dashed lines are what happened, by the numbers below.</p>}
      <ol className="insight-times">
        {rows.map(({ time, mark, text }, index) => (
          <li key={index} className={mark === null ? '' : 'insight-event'}>
            <time dateTime={time}>{dayOf(secondsOf(time))}</time> {mark !== null && <span className="insight-mark">{mark}</span>} {text}
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** The curve between the ends of its intervals, with the events, which come newest first, as marks. */
function drawnOf({ satisfaction, events, by }: SatisfactionProps) {
  const steps = satisfaction.map((period) => middleOf(period, by));
  const line = (label: string, read: (period: Period) => number) => ({ label, series: { steps, values: satisfaction.map((period) => 100 * read(period)) } });
  const happened = events.toReversed().map((event) => ({ at: secondsOf(event.time), name: event.title }));
  const names = new Map(satisfaction.map((period, index) => [steps[index] ?? 0, `${by === 'DAY' ? '' : 'from '}${dayOf(secondsOf(period.start))}`]));
  for (const { at, name } of happened) names.set(at, names.has(at) ? `${names.get(at)}; ${name}` : name);
  return {
    lines: [line('Satisfied', ({ satisfaction: value }) => value), line('Low', ({ low }) => low), line('High', ({ high }) => high)],
    timeline: { names, marks: happened.map(({ at }) => at) },
  };
}
