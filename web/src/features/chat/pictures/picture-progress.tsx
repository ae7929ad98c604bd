import type { Job } from '@starweave/contract';
import { JobState } from '@starweave/contract';
import { useState } from 'react';
import { Button } from '../../../design/button.tsx';
import { ProgressBar } from '../../../design/progress-bar.tsx';
import { useSession } from '../state/chat-context.ts';
import { returnToComposer } from '../state/drafts.ts';
import { cancelJob } from '../state/picture-actions.ts';
import { describeMoment, type JobMoment } from './job-facts.ts';

/** Where a picture stands, a bar, and a way to stop it. */
export function PictureProgress({ job, moment }: { readonly job: Job; readonly moment: JobMoment }) {
  const session = useSession();
  const [cancelling, setCancelling] = useState(false);
  const cancel = async () => {
    setCancelling(true);
    await cancelJob(session, job);
    setCancelling(false);
    returnToComposer();
  };
  const sentence = describeMoment(job, moment);
  const { state, step, steps, pictureIndex, pictureCount } = moment;
  const isKnown = state === JobState.RUNNING && steps > 0;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-3">
        <p className="min-w-0 text-sm text-ink-soft tabular-nums">
          {job.attempt > 1 ? `${sentence} (trying again)` : sentence}
        </p>
        <Button icon="close" busy={cancelling} onClick={() => void cancel()}>
          Cancel
        </Button>
      </div>
      <ProgressBar
        label="Picture progress"
        value={isKnown ? pictureIndex * steps + step : undefined}
        maximum={isKnown ? pictureCount * steps : 100}
        valueText={sentence}
      />
    </div>
  );
}
