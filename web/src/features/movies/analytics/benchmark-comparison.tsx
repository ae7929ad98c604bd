import type { Benchmark } from '@starweave/contract';
import { useState } from 'react';
import { Select } from '../../../design/select.tsx';
import { compareBenchmarks, describeChanges, type MetricChange } from './compare-benchmarks.ts';
import type { AlgorithmNames } from './describe-benchmark.ts';
import { findMetricFacts } from './metric-facts.ts';
import { nameBenchmark } from './name-benchmark.ts';

export interface BenchmarkComparisonProps {
  readonly benchmarks: readonly Benchmark[];
  readonly benchmark: Benchmark;
  readonly nameOf: AlgorithmNames;
}

const VERDICTS: Readonly<Record<MetricChange['verdict'], { readonly text: string; readonly className: string }>> = {
  better: { text: 'better', className: 'text-success font-medium' },
  worse: { text: 'worse', className: 'text-danger font-medium' },
  same: { text: 'within chance', className: 'text-ink-soft' },
  other: { text: 'different', className: 'text-ink' },
};

/** The benchmark in view held against another one of the same data set. */
export function BenchmarkComparison({ benchmarks, benchmark, nameOf }: BenchmarkComparisonProps) {
  const [otherId, setOtherId] = useState('');
  const others = benchmarks.filter(({ id }) => id !== benchmark.id);
  const other = others.find(({ id }) => id === otherId);
  const changes = other === undefined ? [] : compareBenchmarks(other, benchmark, nameOf);
  return (
    <div className="grid gap-3 rounded-2xl border border-line bg-surface p-4 sm:p-5">
      <label className="flex min-w-0 flex-wrap items-center gap-2 font-semibold">
        Compare with
        <Select
          value={other?.id ?? ''}
          onChange={(event) => setOtherId(event.target.value)}
          className="min-h-9 rounded-full pl-3.5 text-sm font-normal"
        >
          <option value="">none</option>
          {others.map((one) => (
            <option key={one.id} value={one.id}>
              {nameBenchmark(one)}
            </option>
          ))}
        </Select>
      </label>
      {other !== undefined && (
        <>
          <p className="text-sm text-ink-soft">{describeChanges(changes)}</p>
          {changes.length > 0 && <ChangesTable changes={changes} />}
        </>
      )}
    </div>
  );
}

function ChangesTable({ changes }: { readonly changes: readonly MetricChange[] }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a part of a panel that scrolls, not a section of the page.
    <div
      role="region"
      aria-label="What changed"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard.
      tabIndex={0}
      className="max-h-96 overflow-auto rounded-xl border border-line"
    >
      <table className="w-full border-collapse text-sm tabular-nums">
        <thead className="sticky top-0 bg-sunken text-left">
          <tr>
            {['Algorithm', 'Measure', 'Then', 'Now', 'Verdict'].map((name) => (
              <th key={name} scope="col" className="px-3 py-2 font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {changes.map(({ algorithm, metric, before, after, verdict }) => {
            const { title, format } = findMetricFacts(metric);
            return (
              <tr key={`${algorithm} ${metric}`} className="border-t border-line">
                <td className="px-3 py-1.5">{algorithm}</td>
                <td className="px-3 py-1.5">{title}</td>
                <td className="px-3 py-1.5 whitespace-nowrap">{format(before)}</td>
                <td className="px-3 py-1.5 whitespace-nowrap">{format(after)}</td>
                <td className={`px-3 py-1.5 whitespace-nowrap ${VERDICTS[verdict].className}`}>
                  {VERDICTS[verdict].text}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
