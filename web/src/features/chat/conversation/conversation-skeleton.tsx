import { Skeleton } from '../../../design/skeleton.tsx';

/** The shape of a conversation while it is on its way. */
export function ConversationSkeleton() {
  return (
    <div role="status" aria-label="Loading messages" className="min-h-0 flex-1 overflow-hidden">
      <div className="mx-auto flex h-full w-full max-w-3xl flex-col justify-end gap-6 px-4 pb-10 sm:px-6">
        <Skeleton className="h-11 w-3/5 self-end rounded-3xl" />
        <Skeleton className="h-64 w-64 rounded-3xl" />
        <Skeleton className="h-11 w-2/5 self-end rounded-3xl" />
        <Skeleton className="h-4 w-4/5" />
        <Skeleton className="-mt-3 h-4 w-3/5" />
      </div>
    </div>
  );
}
