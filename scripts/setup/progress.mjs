const LINE_EVERY_MS = 4000;
const REDRAW_EVERY_MS = 200;

/** @param {number} bytes */
export function size(bytes) {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : bytes >= 1e6 ? `${Math.round(bytes / 1e6)} MB` : `${Math.round(bytes / 1e3)} kB`;
}

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/**
 * "120 of 274 MB, 33 MB/s, 4.7 s left", from bytes done and seconds passed. `total` 0: length not known.
 * @param {number} done @param {number} total @param {number} seconds
 */
export function rateText(done, total, seconds) {
  const rate = seconds > 0 ? done / seconds : 0;
  if (total === 0) return `${size(done)}, ${size(rate)}/s`;
  const left = rate > 0 ? `, ${duration(Math.max(0, total - done) / rate)} left` : '';
  return `${size(done)} of ${size(total)}, ${size(rate)}/s${left}`;
}

/**
 * Shows that a step goes on: on a terminal one line that is redrawn, elsewhere a line every few seconds.
 * `text` is asked for each time, so the step only keeps its numbers up to date.
 * @param {string} label @param {(seconds: number) => string} text
 * @param {NodeJS.WriteStream} stream
 */
export function follow(label, text, stream = process.stderr) {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const live = stream.isTTY === true;
  const show = () => {
    const line = `  ${label}: ${text(seconds())}`;
    stream.write(live ? `\r\x1b[2K${line.slice(0, (stream.columns ?? 100) - 1)}` : `${line}\n`);
  };
  const timer = setInterval(show, live ? REDRAW_EVERY_MS : LINE_EVERY_MS);
  return {
    /** Ends the line; the seconds that the step took. */
    stop() {
      clearInterval(timer);
      if (live) stream.write('\r\x1b[2K');
      return seconds();
    },
  };
}
