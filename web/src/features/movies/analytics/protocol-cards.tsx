import type { Benchmark } from '@starweave/contract';
import { CopyButton } from '../../../design/copy-button.tsx';
import type { AlgorithmNames } from './describe-benchmark.ts';

export interface ProtocolCardsProps {
  readonly benchmark: Benchmark;
  readonly nameOf: AlgorithmNames;
}

/** How each figure was measured: what has to be known to read it, and to get it again. */
export function ProtocolCards({ benchmark: { results }, nameOf }: ProtocolCardsProps) {
  const cards = results.filter(({ protocolCard }) => protocolCard !== '');
  if (cards.length === 0) return null;
  return (
    <details className="rounded-2xl border border-line bg-surface px-4 py-3 sm:px-5">
      <summary className="font-semibold">How it was measured</summary>
      <p className="mt-2 text-sm text-ink-soft">
        One card for each algorithm: how the ratings were parted, the seed, the data, and what was left out.
      </p>
      <div className="mt-3 grid gap-3 xl:grid-cols-2">
        {cards.map(({ algorithm, protocolCard }) => (
          <div key={algorithm} className="min-w-0 rounded-xl bg-sunken p-3">
            <div className="flex items-center justify-between gap-2">
              <h4 className="text-sm font-medium">{nameOf(algorithm)}</h4>
              <CopyButton label={`Copy the card of ${nameOf(algorithm)}`} text={protocolCard} />
            </div>
            <pre className="font-mono text-xs leading-relaxed whitespace-pre-wrap break-words">{protocolCard}</pre>
          </div>
        ))}
      </div>
    </details>
  );
}
