import type { Job } from '@starweave/contract';
import { useState } from 'react';
import { Button, IconButton } from '../../../design/button.tsx';
import { CopyButton } from '../../../design/copy-button.tsx';
import { useSession } from '../state/chat-context.ts';
import { type Repetition, repeatJob } from '../state/picture-actions.ts';
import { DownloadLink } from './download-link.tsx';
import { findSeed } from './job-facts.ts';
import { usePictureViewer } from './picture-viewer-context.ts';

/** What can be done with a finished picture. */
export function PictureActions({ job }: { readonly job: Job }) {
  const openPicture = usePictureViewer();
  const first = job.pictures[0];
  const prompt = job.request?.prompt ?? '';
  const seed = findSeed(job);
  return (
    <div className="mt-2 flex flex-wrap items-center gap-1">
      <RepeatButton job={job} repetition={{ keepSeed: false }} />
      <RepeatButton job={job} repetition={{ keepSeed: true }} />
      <div className="flex items-center">
        {first !== undefined && (
          <>
            <IconButton
              label="Open full size"
              icon="expand"
              onClick={() => openPicture(first.id)}
              className="max-sm:hidden"
            />
            {job.pictures.length === 1 && <DownloadLink picture={first} prompt={prompt} />}
          </>
        )}
        <CopyButton label="Copy prompt" text={prompt} />
        {seed !== undefined && <CopyButton label="Copy seed" text={seed} icon="hash" />}
      </div>
    </div>
  );
}

interface RepeatButtonProps {
  readonly job: Job;
  readonly repetition: Repetition;
  readonly label?: string;
}

/** Paints a job again as a new card. */
export function RepeatButton({ job, repetition, label }: RepeatButtonProps) {
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const repeat = async () => {
    setBusy(true);
    await repeatJob(session, job, repetition);
    setBusy(false);
  };
  const words = label ?? (repetition.keepSeed ? 'Same seed' : 'New seed');
  return (
    <Button
      icon={repetition.keepSeed ? 'repeat' : 'sparkle'}
      busy={busy}
      onClick={() => void repeat()}
      aria-label={label ?? `Again, ${words.toLowerCase()}`}
      className="px-3 max-sm:[&_svg]:hidden"
    >
      {words}
    </Button>
  );
}
