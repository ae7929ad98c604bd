import type { Job, Picture } from '@starweave/contract';
import { useEffect } from 'react';
import { announce } from '../../../design/announcer.tsx';
import { IconButton } from '../../../design/button.tsx';
import { CopyButton } from '../../../design/copy-button.tsx';
import { ModalSurface } from '../../../design/dialog.tsx';
import type { IconName } from '../../../design/icon.tsx';
import { DownloadLink } from './download-link.tsx';
import { PictureFacts } from './picture-facts.tsx';

export interface ViewedPicture {
  readonly picture: Picture;
  readonly job: Job;
}

export interface PictureViewerProps {
  /** All pictures of the room, oldest first. */
  readonly pictures: readonly ViewedPicture[];
  readonly pictureId: string;
  readonly onShow: (pictureId: string) => void;
  readonly onClose: () => void;
}

/** One picture over the whole window; the arrow keys go through the room's pictures, Escape closes. */
export function PictureViewer({ pictures, pictureId, onShow, onClose }: PictureViewerProps) {
  const at = pictures.findIndex(({ picture }) => picture.id === pictureId);
  const viewed = pictures[at];
  const previous = pictures[at - 1]?.picture.id;
  const next = pictures[at + 1]?.picture.id;
  useArrowKeys(previous, next, onShow);
  const place = `Picture ${at + 1} of ${pictures.length}`;
  const prompt = viewed?.job.request?.prompt ?? '';
  useEffect(() => announce(`${place}: ${prompt}`), [place, prompt]);
  if (viewed === undefined) return null;
  const { picture, job } = viewed;
  return (
    <ModalSurface
      label={`${place}: ${prompt}`}
      onClose={onClose}
      className="m-0 h-dvh max-h-none w-screen max-w-none bg-paper"
    >
      <div className="grid h-full grid-cols-1 grid-rows-[auto_minmax(0,1fr)_auto]">
        <div className="flex items-center justify-between px-3 py-2 sm:px-5">
          <p className="text-sm text-ink-faint tabular-nums">{`${at + 1} of ${pictures.length}`}</p>
          <div className="flex">
            <CopyButton label="Copy prompt" text={prompt} />
            <CopyButton label="Copy seed" text={String(picture.seed64)} icon="hash" />
            <DownloadLink picture={picture} prompt={prompt} />
            <IconButton label="Close" icon="close" onClick={onClose} autoFocus />
          </div>
        </div>
        <div className="relative min-h-0 px-4 sm:px-16">
          <img src={picture.url} alt={prompt} className="size-full rounded-lg object-contain" />
          <Turn label="Previous picture" icon="chevron-left" target={previous} onShow={onShow} className="left-2" />
          <Turn label="Next picture" icon="chevron-right" target={next} onShow={onShow} className="right-2" />
        </div>
        <div className="mx-auto grid w-full max-w-3xl grid-cols-1 justify-items-center gap-2 px-4 py-4 text-center">
          <p className="line-clamp-3 max-w-full break-words font-display text-2xl leading-tight italic" dir="auto">
            {prompt}
          </p>
          <PictureFacts job={job} picture={picture} />
        </div>
      </div>
    </ModalSurface>
  );
}

interface TurnProps {
  readonly label: string;
  readonly icon: IconName;
  readonly target: string | undefined;
  readonly onShow: (pictureId: string) => void;
  readonly className: string;
}

/** Goes to the picture before or after; there is none at the ends. */
function Turn({ label, icon, target, onShow, className }: TurnProps) {
  return (
    <IconButton
      label={label}
      icon={icon}
      variant="outline"
      off={target === undefined}
      onClick={() => target !== undefined && onShow(target)}
      className={`absolute top-1/2 -translate-y-1/2 ${className}`}
    />
  );
}

function useArrowKeys(
  previous: string | undefined,
  next: string | undefined,
  onShow: (pictureId: string) => void,
): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.key === 'ArrowLeft' ? previous : event.key === 'ArrowRight' ? next : undefined;
      if (target !== undefined) onShow(target);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [previous, next, onShow]);
}
