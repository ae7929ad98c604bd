import { Skeleton } from '../skeleton.tsx';

export interface ChartSkeletonProps {
  /** Of the drawing that will stand here, in pixels. */
  readonly height: number;
  readonly className?: string;
}

/** The place of a chart that is on its way. */
export function ChartSkeleton({ height, className = '' }: ChartSkeletonProps) {
  return (
    <div aria-hidden="true" className={`rounded-2xl border border-line bg-surface p-4 sm:p-5 ${className}`}>
      <Skeleton className="h-5 w-44 max-w-full" />
      <Skeleton className="mt-3 mb-4 h-4 w-full max-w-sm" />
      <div style={{ height }}>
        <Skeleton className="h-full w-full" />
      </div>
    </div>
  );
}
