import type { Job, Picture } from '@starweave/contract';
import { describeFacts } from './job-facts.ts';

/** What a bare value would not tell; the others speak for themselves. */
const NUMBERS: ReadonlySet<string> = new Set(['Seed', 'Steps', 'Guidance', 'Without']);

/** How a picture was made, in one quiet line. */
export function PictureFacts({ job, picture }: { readonly job: Job; readonly picture?: Picture }) {
  return (
    <dl aria-label="Settings" className="flex max-w-full flex-wrap gap-x-3.5 gap-y-0.5 text-[0.8125rem] text-ink-faint">
      {describeFacts(job, picture).map(({ name, value }) => (
        <div key={name} className="flex min-w-0 gap-1">
          <dt className={NUMBERS.has(name) ? '' : 'sr-only'}>{name}</dt>
          <dd className="min-w-0 truncate text-ink-soft tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
