const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const precise = new Intl.NumberFormat('en', { maximumSignificantDigits: 5 });
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });
const finePercent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

export const count = (value: number): string => whole.format(value);
export const samplesInWords = (value: number): string => (value === 1 ? '1 sample' : `${count(value)} samples`);
export const roughly = (value: number): string => compact.format(value);
export const share = (value: number): string => percent.format(value);
export const smallShare = (value: number): string => finePercent.format(value);

/** A metric's value: five digits, or powers of ten where it is very small or large. */
export function metric(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e7) ? value.toExponential(2) : precise.format(value);
}

const three = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const cents = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/** Money: to the hundredth; of less than one, three digits. */
export const money = (amount: number): string => (Math.abs(amount) < 1 ? three : cents).format(amount);

/** `0.941 to 0.963`; a dash where there is no interval. */
export const intervalInWords = (low: number | null, high: number | null): string => (low === null || high === null ? '–' : `${three.format(low)} to ${three.format(high)}`);

/** With its sign, three digits: +0.018, −0.4. */
export const signed = (value: number): string => (value > 0 ? `+${three.format(value)}` : three.format(value).replace('-', '−'));

export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  return `${(value / 1000 ** power).toFixed(power === 0 || value / 1000 ** power >= 100 ? 0 : 1)} ${units[power]}`;
}

/** `seconds` as the two largest units: 48 s, 3 min 20 s, 2 h 5 min. */
export function duration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`;
}

export const secondsBetween = (start: string, end: string | null, now: number): number =>
  ((end === null ? now : Date.parse(end)) - Date.parse(start)) / 1000;

/** `3 minutes ago` up to a day, else the date. */
export function ago(time: string, now: number): string {
  const seconds = Math.round((Date.parse(time) - now) / 1000);
  if (seconds > -10) return 'just now';
  if (seconds > -60) return relative.format(seconds, 'second');
  if (seconds > -3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (seconds > -86_400) return relative.format(Math.round(seconds / 3600), 'hour');
  return new Date(time).toLocaleDateString(undefined, { dateStyle: 'medium' });
}

/** SPLIT_LEAKAGE → Split leakage. */
export function words(constant: string): string {
  const lower = constant.toLowerCase().replaceAll('_', ' ');
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}

/** kl → KL, loss → Loss. */
export const metricName = (name: string): string => (name.length <= 3 ? name.toUpperCase() : words(name));

/** batchSize → Batch size. */
export function spaced(name: string): string {
  return words(name.replace(/([a-z0-9])([A-Z])/g, '$1 $2'));
}

const backends: Readonly<Record<string, string>> = { TENSORFLOW: 'TensorFlow', WEBGPU: 'WebGPU', WASM: 'WebAssembly', NONE: 'No worker' };
export const backendName = (backend: string): string => backends[backend] ?? backend;
