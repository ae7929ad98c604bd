import type { Job } from '@starweave/contract';
import { JobState } from '@starweave/contract';
import { Button } from '../../../design/button.tsx';
import { Icon } from '../../../design/icon.tsx';
import { useChat } from '../state/chat-context.ts';
import { editInComposer } from '../state/drafts.ts';
import { suggestAlternatives } from './alternatives.ts';
import { RepeatButton } from './picture-actions-bar.tsx';

/** Why there is no picture, and what to do: the same again, something that may work, or other words. */
export function PictureOutcome({ job, words }: { readonly job: Job; readonly words: string }) {
  const models = useChat((state) => state.models);
  if (job.state === JobState.CANCELLED) {
    return (
      <>
        <p className="font-medium">Cancelled</p>
        <RepeatButton job={job} repetition={{ keepSeed: true }} label="Retry" />
      </>
    );
  }
  const isQuarantined = job.state === JobState.QUARANTINED;
  return (
    <>
      <span className="text-danger">
        <Icon name="warning" size={26} />
      </span>
      <p className="font-medium">{isQuarantined ? 'This picture was set aside' : 'This picture failed'}</p>
      <div className="grid max-w-prose gap-1 text-[0.9375rem] text-ink-soft">
        <p className="break-words">{job.failure?.message ?? 'The server gave no reason.'}</p>
        {job.failure !== undefined && job.failure.advice !== '' && <p className="break-words">{job.failure.advice}</p>}
      </div>
      <div className="flex flex-wrap justify-center gap-1.5">
        <RepeatButton job={job} repetition={{ keepSeed: true }} label="Retry" />
        {suggestAlternatives(job, models).map(({ label, request }) => (
          <RepeatButton key={label} job={job} repetition={{ keepSeed: true, request }} label={label} />
        ))}
        {words !== '' && (
          <Button icon="pencil" onClick={() => editInComposer(job.roomId, words)} className="px-3">
            Edit
          </Button>
        )}
      </div>
    </>
  );
}
