import type { Job, JobProgress } from '@starweave/contract';
import { JobState } from '@starweave/contract';
import { Icon } from '../../../design/icon.tsx';
import { findMoment, findSize, type JobMoment } from './job-facts.ts';
import { PictureActions } from './picture-actions-bar.tsx';
import { PictureFacts } from './picture-facts.tsx';
import { PictureFrame } from './picture-frame.tsx';
import { PictureOutcome } from './picture-outcome.tsx';
import { PictureProgress } from './picture-progress.tsx';
import { usePictureViewer } from './picture-viewer-context.ts';
import { usePreviewUrls } from './use-preview-urls.ts';

export interface PictureCardProps {
  readonly job: Job;
  readonly progress: JobProgress | undefined;
  /** The command that asked for it. */
  readonly words: string;
}

/** A picture from the moment it was asked for: waiting, being painted, done, or why not. Its shape never changes. */
export function PictureCard({ job, progress, words }: PictureCardProps) {
  const moment = findMoment(job, progress);
  const prompt = job.request?.prompt ?? '';
  const isSingle = moment.pictureCount === 1;
  const isDone = moment.state === JobState.DONE;
  const isOver = moment.state > JobState.DONE;
  return (
    <article
      aria-label={`Picture: ${prompt}`}
      aria-busy={moment.state < JobState.DONE}
      className={`flex w-full flex-col gap-3 ${isSingle ? 'max-w-[27rem]' : 'max-w-[34rem]'}`}
    >
      {isOver && job.pictures.length === 0 ? (
        <FrameOfOutcome job={job} words={words} />
      ) : (
        <Frames job={job} progress={progress} moment={moment} />
      )}
      <p className="line-clamp-6 font-display text-[1.35rem] leading-snug text-balance break-words italic" dir="auto">
        {prompt}
      </p>
      <Notices job={job} />
      <div className="min-h-[5.75rem]">
        {isDone && (
          <>
            <PictureFacts job={job} />
            <PictureActions job={job} />
          </>
        )}
        {moment.state < JobState.DONE && <PictureProgress job={job} moment={moment} />}
        {isOver && <PictureFacts job={job} />}
        {isOver && job.pictures.length > 0 && <PictureOutcome job={job} words={words} />}
      </div>
    </article>
  );
}

function FrameOfOutcome({ job, words }: { readonly job: Job; readonly words: string }) {
  return (
    <PictureFrame {...findSize(job)} share={0} previewUrl={undefined} picture={undefined} prompt="" onOpen={() => {}}>
      <PictureOutcome job={job} words={words} />
    </PictureFrame>
  );
}

interface FramesProps {
  readonly job: Job;
  readonly progress: JobProgress | undefined;
  readonly moment: JobMoment;
}

function Frames({ job, progress, moment }: FramesProps) {
  const previewUrls = usePreviewUrls(progress);
  const openPicture = usePictureViewer();
  const size = findSize(job);
  const isOver = moment.state > JobState.DONE;
  const count = isOver ? job.pictures.length : moment.pictureCount;
  return (
    <div className={count > 1 ? 'grid grid-cols-2 gap-2.5' : ''}>
      {Array.from({ length: count }, (_, index) => {
        const shown = moment.state === JobState.QUEUED ? undefined : previewUrls.get(index);
        return (
          <PictureFrame
            // biome-ignore lint/suspicious/noArrayIndexKey: a picture's place in its job is its identity
            key={index}
            {...size}
            share={computeShare(moment, index)}
            previewUrl={shown}
            picture={job.pictures.find((picture) => picture.index === index)}
            prompt={job.request?.prompt ?? ''}
            onOpen={openPicture}
          />
        );
      })}
    </div>
  );
}

function computeShare({ state, step, steps, pictureIndex }: JobMoment, index: number): number {
  if (state === JobState.DONE || (state === JobState.RUNNING && index < pictureIndex)) return 1;
  if (state !== JobState.RUNNING || index > pictureIndex || steps === 0) return 0;
  return step / steps;
}

function Notices({ job }: { readonly job: Job }) {
  const { notices, metadata, requestedModel, model } = job;
  const painter = metadata?.model || model;
  const saysFallback = notices.some(({ code }) => code === 'model-fallback');
  const fallback = !saysFallback && requestedModel !== '' && painter !== '' && requestedModel !== painter;
  const sentences = [
    ...notices.map(({ text }) => text),
    ...(fallback ? [`You asked for ${requestedModel}; ${painter} painted this.`] : []),
  ];
  if (sentences.length === 0) return null;
  return (
    <ul aria-label="Notices" className="flex flex-col gap-1.5">
      {sentences.map((sentence) => (
        <li key={sentence} className="flex items-start gap-2 rounded-2xl bg-glow-wash px-3.5 py-2 text-sm">
          <span className="mt-0.5 text-glow">
            <Icon name="sparkle" size={16} />
          </span>
          <span className="min-w-0 break-words">{sentence}</span>
        </li>
      ))}
    </ul>
  );
}
