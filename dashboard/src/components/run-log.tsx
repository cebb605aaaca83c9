import { useEffect, useRef } from 'react';
import type { LogLine } from '../live/run-history';
import { Section } from './section';

/** A run's log, newest at the end; stays at the end while the reader is there. */
export function RunLog({ lines }: { lines: readonly LogLine[] }) {
  const box = useRef<HTMLOListElement>(null);
  const atEnd = useRef(true);
  const newest = lines.at(-1);
  useEffect(() => {
    if (box.current && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [newest, lines.length]);
  const note = () => {
    const element = box.current;
    if (element) atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 24;
  };
  return (
    <Section title="Log">
      {lines.length === 0 && <p className="muted">Nothing yet.</p>}
      <ol ref={box} className="log" tabIndex={0} aria-label="Log lines" onScroll={note}>
        {lines.map(({ time, text, isWarning }, index) => (
          <li key={`${time} ${index}`} className={isWarning ? 'log-warning' : undefined}>
            <time dateTime={time}>{new Date(time).toLocaleTimeString()}</time>
            <span>
              {isWarning && <strong>Warning: </strong>}
              {text}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
