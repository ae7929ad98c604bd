import type { Job } from '@starweave/contract';
import { describeFacts } from './job-facts.ts';

/** How a picture was made, in one quiet line. */
export function PictureFacts({ job }: { readonly job: Job }) {
  return (
    <dl aria-label="Settings" className="flex flex-wrap gap-x-3.5 gap-y-0.5 text-[0.8125rem] text-ink-faint">
      {describeFacts(job).map(({ name, value }) => (
        <div key={name} className="flex min-w-0 gap-1">
          <dt>{name}</dt>
          <dd className="min-w-0 truncate text-ink-soft tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
