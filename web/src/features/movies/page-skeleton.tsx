import { Skeleton } from '../../design/skeleton.tsx';

/** The shape of a page of films while its code is on its way; not seen where that takes less than 300 ms. */
export function PageSkeleton() {
  return (
    <div role="status" aria-label="Loading the page" className="grid min-h-[60vh] animate-late content-start gap-6">
      <Skeleton className="h-12 w-72 max-w-full" />
      <Skeleton className="h-5 w-96 max-w-full opacity-70" />
      <Skeleton className="h-64 opacity-50" />
    </div>
  );
}
