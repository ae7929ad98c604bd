const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** A whole number with thousands apart: 32,000,204. */
export function formatCount(value: number | bigint): string {
  return whole.format(value);
}

/** A number for a narrow place: 32M, 1.4K. */
export function formatCompact(value: number): string {
  return compact.format(value);
}

/** A number and what it counts: "1 film", "1,362 films". */
export function formatQuantity(value: number | bigint, singular: string, plural = `${singular}s`): string {
  return `${formatCount(value)} ${Number(value) === 1 ? singular : plural}`;
}

/** A share of 1 in per cent: 0.2345 is "23 %"; with one digit "23.5 %". Above nothing is never "0 %". */
export function formatPercent(share: number, digits = 0): string {
  const smallest = 10 ** -digits;
  if (share > 0 && share * 100 < smallest / 2) return `< ${smallest} %`;
  return `${(share * 100).toFixed(digits)} %`;
}

/** Bytes in units of 1,000, as disks and browsers count: 315 MB. */
export function formatBytes(bytes: number | bigint): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = Number(bytes);
  let unit = 0;
  // 999.95 kB would be written "1000 kB".
  while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 10 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** A length of time: "8 ms", "1.4 s", "3 min 20 s", "2 h 5 min". More than nothing is never "0 ms". */
export function formatDurationMs(ms: number | bigint): string {
  const value = Number(ms);
  if (value > 0 && value < 0.095) return value < 0.005 ? '< 0.01 ms' : `${Number(value.toFixed(2))} ms`;
  if (value < 10) return `${Number(value.toFixed(1))} ms`;
  if (value < 999.5) return `${Math.round(value)} ms`;
  if (value < 59_950) return `${(value / 1000).toFixed(1)} s`;
  const seconds = Math.round(value / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Words as a list: "a", "a and b", "a, b and c". */
export function joinWords(words: readonly string[], conjunction = 'and'): string {
  if (words.length <= 1) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}
