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
 * "120 MB of 274 MB, 33 MB/s, 4.7 s left", from bytes done and seconds passed.
 * @param {number} done @param {number} total @param {number} seconds
 */
export function rateText(done, total, seconds) {
  const rate = seconds > 0 ? done / seconds : 0;
  const left = rate > 0 ? `, ${duration(Math.max(0, total - done) / rate)} left` : '';
  return `${size(done)} of ${size(total)}, ${size(rate)}/s${left}`;
}

/** What goes on at this moment; several steps may work side by side. @type {Set<() => string>} */
const active = new Set();
/** @type {NodeJS.Timeout | undefined} */
let timer;

/** @param {NodeJS.WriteStream} stream */
function show(stream) {
  const line = `  ${[...active].map((one) => one()).join(' | ')}`;
  stream.write(stream.isTTY ? `\r\x1b[2K${line.slice(0, (stream.columns ?? 100) - 1)}` : `${line}\n`);
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
  const mine = () => `${label}: ${text(seconds())}`;
  active.add(mine);
  timer ??= setInterval(() => show(stream), stream.isTTY ? REDRAW_EVERY_MS : LINE_EVERY_MS);
  return {
    stop() {
      active.delete(mine);
      if (stream.isTTY) stream.write('\r\x1b[2K');
      if (active.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
}

/** Writes a line that stays. @param {string} line */
export function say(line) {
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[2K${line}\n` : `${line}\n`);
}
