/** Sizes, lengths and moments in the words of the console. */

const UNITS = ['bytes', 'KB', 'MB', 'GB'] as const;

/** Decimal units, as the limits of uploads are given. */
export function bytes(count: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
  const amount = count / 1000 ** power;
  return `${power === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[power] ?? ''}`;
}

/** `0:07`, `12:30`, `1:02:03`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, at) => (at === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':');
}

const NUMBER = new Intl.NumberFormat('en-GB');

/** `1 user`, `1,000 users`. */
export function counted(count: number, noun: string): string {
  return `${NUMBER.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const EXACT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

export function exactTime(moment: string): string {
  return EXACT.format(new Date(moment));
}

/** How long ago it was, as seen at `now` (milliseconds since 1970). */
export function relativeTime(moment: string, now: number): string {
  const ago = now - Date.parse(moment);
  const step = STEPS.find(([, length]) => Math.abs(ago) >= length);
  return step ? RELATIVE.format(-Math.trunc(ago / step[1]), step[0]) : 'just now';
}
