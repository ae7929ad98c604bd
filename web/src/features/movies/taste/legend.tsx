/** Which colour is whose. */
export function Legend({ whose }: { readonly whose: string }) {
  return (
    <p aria-hidden="true" className="flex gap-4 text-xs text-ink-faint">
      <span className="inline-flex items-center gap-1.5">
        <span className="size-2.5 rounded-sm bg-accent" />
        {whose}
      </span>
      <span className="inline-flex items-center gap-1.5">
        <span className="h-[3px] w-3 rounded-full bg-glow" />
        Everyone’s
      </span>
    </p>
  );
}
