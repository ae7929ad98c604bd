import { formatPercent } from '../../../design/charts/format-number.ts';

/** How to show a measure, and how to read it. */
export interface MetricFacts {
  readonly title: string;
  /** One sentence: what it is. */
  readonly meaning: string;
  readonly better: 'lower' | 'higher' | 'neither';
  readonly format: (value: number) => string;
  /** For an axis; as plain numbers where not given. */
  readonly formatTick?: (value: number) => string;
}

const three = (value: number) => value.toFixed(3);
const percent = (value: number) => formatPercent(value, 1);
const tickPercent = (value: number) => `${Number((value * 100).toFixed(1))} %`;
const bits = (value: number) => `${value.toFixed(2)} bits`;

type NamedFacts = Omit<MetricFacts, 'title'> & { readonly title: (listLength: string) => string };

const FACTS: Readonly<Record<string, NamedFacts>> = {
  rmse: {
    title: () => 'RMSE',
    meaning: 'The root of the mean squared error of predicted stars: large errors count more.',
    better: 'lower',
    format: three,
  },
  mae: {
    title: () => 'MAE',
    meaning: 'How many stars a prediction is off, on average.',
    better: 'lower',
    format: three,
  },
  ndcg: {
    title: (k) => `nDCG of the first ${k}`,
    meaning: 'How well the list puts films that were liked at its top; 1 is the best order there is.',
    better: 'higher',
    format: three,
  },
  recall: {
    title: (k) => `Recall of the first ${k}`,
    meaning: 'The share of the films somebody went on to like that is in the list.',
    better: 'higher',
    format: percent,
    formatTick: tickPercent,
  },
  precision: {
    title: (k) => `Precision of the first ${k}`,
    meaning: 'The share of the list that somebody went on to like.',
    better: 'higher',
    format: percent,
    formatTick: tickPercent,
  },
  'hit-rate': {
    title: (k) => `Hit rate of the first ${k}`,
    meaning: 'The share of people for whom at least one film of the list was right.',
    better: 'higher',
    format: percent,
    formatTick: tickPercent,
  },
  coverage: {
    title: (k) => `Coverage of the first ${k}`,
    meaning: 'The share of the catalogue that is in anybody’s list.',
    better: 'higher',
    format: percent,
    formatTick: tickPercent,
  },
  diversity: {
    title: (k) => `Diversity of the first ${k}`,
    meaning: 'How different the films of a list are from each other, by their genres; 1 is wholly.',
    better: 'neither',
    format: three,
  },
  novelty: {
    title: (k) => `Novelty of the first ${k}`,
    meaning: 'How little known the recommended films are; one bit more is half as many ratings.',
    better: 'neither',
    format: bits,
  },
};

/** The measures that the page draws, in its order; all others are in the table of everything. */
export const drawnMetrics: readonly string[] = ['rmse', 'mae', 'ndcg', 'recall', 'coverage', 'novelty'];

/** How to show and read the measure of a name as in "ndcg@10"; what isn't known is shown as it is. */
export function findMetricFacts(name: string): MetricFacts {
  const facts = FACTS[metricKind(name)];
  if (facts === undefined) return { title: name, meaning: '', better: 'neither', format: three };
  const listLength = name.split('@')[1];
  return { ...facts, title: facts.title(listLength ?? 'films') };
}

/** What is measured, without the length of the list: "ndcg" of "ndcg@10". */
export function metricKind(name: string): string {
  return name.split('@')[0] ?? name;
}
