import type { ReactNode } from 'react';

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
}

/** A few numbers that matter, side by side. */
export function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-2xl border border-line bg-line sm:grid-cols-3 lg:grid-cols-[repeat(auto-fit,minmax(9rem,1fr))]">
      {facts.map(({ name, value }) => (
        <div key={name} className="flex min-w-0 flex-col-reverse justify-end bg-surface px-4 py-3">
          <dt className="text-sm leading-snug text-ink-soft">{name}</dt>
          <dd className="font-display text-2xl leading-tight break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
