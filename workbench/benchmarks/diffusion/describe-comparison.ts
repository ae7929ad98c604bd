import { computeQuantile, type Figure, formatMegabytes, formatSeconds } from '../figures.ts';
import type { PainterReport } from './painter-job.ts';
import type { Painter } from './run-painter.ts';

/** What all painters reported for one size; ours is the first, then the bare loop, then torch. */
export interface ComparedPainters {
  readonly size: number;
  readonly steps: number;
  readonly painters: readonly Painter[];
  readonly reports: ReadonlyMap<Painter, readonly PainterReport[]>;
  /** Our picture and torch's, which have the same noise. */
  readonly pictures: readonly (Uint8Array | undefined)[];
}

/** Something that is compared, by round. */
interface Measure {
  readonly name: string;
  readonly of: (report: PainterReport) => number;
  readonly format: (value: number) => string;
  /** For our value over the other's, by painter. */
  readonly bars: readonly [bareLoop: string, torch: string];
  readonly how: string;
}

const median = (values: readonly number[]) => computeQuantile(values, 0.5);

const measures: readonly Measure[] = [
  {
    name: 'time of a picture',
    of: ({ timesMs }) => median(timesMs),
    format: formatSeconds,
    bars: ['≤ 1.03', 'aim ≤ 0.9'],
    how: 'by the clock',
  },
  {
    name: 'processor time of a picture',
    of: ({ processorTimesMs }) => median(processorTimesMs),
    format: formatSeconds,
    bars: ['', ''],
    how: 'all processors together; changes little when other programs run',
  },
  {
    name: 'peak memory',
    of: ({ peakBytes }) => peakBytes,
    format: formatMegabytes,
    bars: ['≤ 1', '≤ 1'],
    how: 'the operating system’s maximum resident size of the process, loading included',
  },
];

/** The figures of one size. */
export function describeComparison(compared: ComparedPainters): readonly Figure[] {
  const { size, painters, pictures } = compared;
  const absolute = painters.flatMap((painter) => describePainter(compared, painter));
  const [ours, ...others] = painters;
  const relative = others.flatMap((other, place) =>
    measures.map(({ name, of, bars }) => {
      const theirs = reportsOf(compared, other);
      const ratios = reportsOf(compared, ours).map((report, round) => of(report) / of(theirs[round] as PainterReport));
      return {
        name: `${size} px: our ${name} / ${other.name}`,
        value: formatRatio(ratios),
        bar: bars[place] ?? '',
        how: 'median of the paired ratios, round by round (least to most)',
      };
    }),
  );
  return [...absolute, ...relative, ...describeAgreement(size, pictures)];
}

function reportsOf({ reports }: ComparedPainters, painter: Painter | undefined): readonly PainterReport[] {
  return (painter && reports.get(painter)) ?? [];
}

function describePainter(compared: ComparedPainters, painter: Painter): readonly Figure[] {
  const reports = reportsOf(compared, painter);
  const [first] = reports;
  const plan = `${compared.steps} DDIM steps with guidance, and the decoding, float32; ${reports.length} processes, each ${first?.timesMs.length} after one to warm up; ${first?.versions}`;
  return measures.map(({ name, of, format, how }, place) => ({
    name: `${compared.size} px, ${painter.name}: ${name}`,
    value: format(median(reports.map(of))),
    how: place === 0 ? `${how}, median: ${plan}` : how,
  }));
}

function formatRatio(ratios: readonly number[]): string {
  const [least, middle, most] = [0, 0.5, 1].map((share) => computeQuantile(ratios, share).toFixed(2));
  return `${middle} (${least} to ${most})`;
}

/** How far our picture is from that of diffusers with torch: the same weights, the same noise. */
function describeAgreement(size: number, [ours, torch]: ComparedPainters['pictures']): readonly Figure[] {
  if (ours === undefined || torch === undefined) return [];
  const squares = ours.reduce((sum, byte, index) => sum + (byte - (torch[index] as number)) ** 2, 0);
  const decibels = 10 * Math.log10(255 ** 2 / (squares / ours.length));
  return [
    {
      name: `${size} px: our picture beside that of torch`,
      value: `${decibels.toFixed(0)} dB`,
      bar: '≥ 45 dB',
      how: 'peak signal-to-noise ratio of the last picture, same seed',
    },
  ];
}
