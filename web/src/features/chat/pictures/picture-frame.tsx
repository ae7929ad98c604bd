import type { Picture } from '@starweave/contract';
import { type ReactNode, useState } from 'react';
import { Button } from '../../../design/button.tsx';

export interface PictureFrameProps {
  readonly width: number;
  readonly height: number;
  /** How much is woven, from 0 to 1. */
  readonly share: number;
  readonly previewUrl: string | undefined;
  readonly picture: Picture | undefined;
  readonly prompt: string;
  readonly onOpen: (pictureId: string) => void;
  /** Laid over the loom: why there is no picture. */
  readonly children?: ReactNode;
}

/** The place of a picture: it has the picture's shape from the start, through loom, preview and final picture. */
export function PictureFrame(props: PictureFrameProps) {
  const { width, height, share, previewUrl, picture, prompt, onOpen, children } = props;
  return (
    <div
      className="loom relative grid min-h-fit w-full overflow-hidden rounded-[1.4rem] shadow-picture"
      style={{ aspectRatio: `${width} / ${height}` }}
    >
      <div className="loom-weft absolute inset-x-0 bottom-0" style={{ height: `${share * 100}%` }} />
      {previewUrl !== undefined && children === undefined && (
        <img
          src={previewUrl}
          alt=""
          className="absolute inset-0 size-full scale-110 object-cover transition-[filter,opacity] duration-500"
          // Early previews are mostly noise: the loom shows through them, less and less.
          style={{ filter: `blur(${Math.round(14 * (1 - share)) + 2}px)`, opacity: Math.min(1, 0.3 + 1.4 * share) }}
        />
      )}
      {picture !== undefined && <FinalPicture key={picture.id} picture={picture} prompt={prompt} onOpen={onOpen} />}
      {children !== undefined && (
        <div className="relative grid place-content-center justify-items-center gap-3 bg-surface/85 p-5 text-center sm:p-8">
          {children}
        </div>
      )}
    </div>
  );
}

interface FinalPictureProps {
  readonly picture: Picture;
  readonly prompt: string;
  readonly onOpen: (pictureId: string) => void;
}

function FinalPicture({ picture, prompt, onOpen }: FinalPictureProps) {
  const [status, setStatus] = useState<'loading' | 'shown' | 'missing'>('loading');
  const [attempt, setAttempt] = useState(0);
  if (status === 'missing') {
    return (
      <div className="relative grid place-content-center justify-items-center gap-3 bg-surface/85 p-5 text-center">
        <p className="text-ink-soft">This picture didn’t arrive.</p>
        <Button
          icon="repeat"
          onClick={() => {
            setStatus('loading');
            setAttempt(attempt + 1);
          }}
        >
          Load it again
        </Button>
      </div>
    );
  }
  return (
    <button
      type="button"
      aria-label={`Open full size: ${prompt}`}
      onClick={() => onOpen(picture.id)}
      className="absolute inset-0 rounded-[1.4rem] outline-offset-[-4px]"
    >
      <img
        key={attempt}
        src={picture.url}
        alt={prompt}
        width={picture.width}
        height={picture.height}
        decoding="async"
        onLoad={() => setStatus('shown')}
        onError={() => setStatus('missing')}
        className={`size-full object-cover transition-opacity duration-500 ${status === 'shown' ? 'opacity-100' : 'opacity-0'}`}
      />
    </button>
  );
}
