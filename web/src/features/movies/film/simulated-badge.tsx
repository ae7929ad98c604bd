/** Stands wherever ratings show that nobody ever gave. */
export function SimulatedBadge({ className = '' }: { readonly className?: string }) {
  return (
    <span
      title="These ratings come from a documented model of tastes. No person gave them."
      className={`inline-flex items-center gap-1.5 rounded-full bg-glow-wash px-2.5 py-0.5 text-xs font-medium text-ink-soft ${className}`}
    >
      <span aria-hidden="true" className="size-1.5 rounded-full bg-glow" />
      Simulated ratings
    </span>
  );
}
