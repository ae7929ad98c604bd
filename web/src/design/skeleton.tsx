/** Where something will stand; size it with `className`. */
export function Skeleton({ className }: { readonly className: string }) {
  return <div aria-hidden="true" className={`animate-breathe rounded-xl bg-line ${className}`} />;
}
