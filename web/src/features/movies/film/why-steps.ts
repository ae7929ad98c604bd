import type { Contribution } from '@starweave/contract';

/** One bar of the small chart that says why. */
export interface WhyStep {
  readonly key: string;
  readonly label: string;
  readonly amount: number;
  /** Where the bar begins and ends, 0 to 1 of the chart's width. */
  readonly from: number;
  readonly to: number;
}

export interface WhyChart {
  /** What everything is added to: the mean of all ratings; 0 where nothing of the kind is among the parts. */
  readonly start: number;
  readonly steps: readonly WhyStep[];
  /** Where the start and the total lie, 0 to 1 of the chart's width. */
  readonly startAt: number;
  readonly totalAt: number;
}

const MOST_STEPS = 8;

/**
 * Lays contributions out as a walk from the mean to the total: each bar begins where the one before ended. The largest
 * come first; what would be a ninth bar and more is one bar, so that the walk always ends at the total.
 */
export function layOutWhy(contributions: readonly Contribution[]): WhyChart {
  const parts = contributions.filter(({ kind }) => kind !== 'mean');
  const start = contributions.reduce((sum, { kind, amount }) => (kind === 'mean' ? sum + amount : sum), 0);
  const sorted = parts.toSorted((one, other) => Math.abs(other.amount) - Math.abs(one.amount));
  const shown = sorted.length > MOST_STEPS ? sorted.slice(0, MOST_STEPS - 1) : sorted;
  const rest = sorted.slice(shown.length);
  const bars = shown.map(({ label, amount }) => ({ label, amount }));
  if (rest.length > 0) {
    const amount = rest.reduce((sum, part) => sum + part.amount, 0);
    bars.push({ label: `${rest.length} smaller parts together`, amount });
  }
  const stops = [start];
  for (const { amount } of bars) stops.push((stops.at(-1) as number) + amount);
  const low = Math.min(...stops);
  const width = Math.max(...stops) - low || 1;
  const place = (value: number) => (value - low) / width;
  return {
    start,
    startAt: place(start),
    totalAt: place(stops.at(-1) as number),
    steps: bars.map(({ label, amount }, index) => ({
      key: `${index} ${label}`,
      ...{ label, amount },
      from: place(Math.min(stops[index] as number, stops[index + 1] as number)),
      to: place(Math.max(stops[index] as number, stops[index + 1] as number)),
    })),
  };
}

/** An amount with its sign, as in "+0.42", "−1.1", "0": small ones with more digits, never in exponents. */
export function formatAmount(amount: number): string {
  const size = Math.abs(amount);
  const digits = size >= 0.1 || size === 0 ? 2 : size >= 0.01 ? 3 : 4;
  const text = size.toFixed(digits);
  if (Number(text) === 0) return '0';
  return `${amount < 0 ? '−' : '+'}${text}`;
}
