import { type ReactNode, useState } from 'react';
import { useChat } from '../state/chat-context.ts';
import { findJob } from '../state/room-timeline.ts';
import { PictureViewer, type ViewedPicture } from './picture-viewer.tsx';
import { PictureViewerContext } from './picture-viewer-context.ts';

export interface PictureViewerProviderProps {
  readonly roomId: string;
  readonly children: ReactNode;
}

/** Lets everything below open a picture of the room in full size. */
export function PictureViewerProvider({ roomId, children }: PictureViewerProviderProps) {
  const [pictureId, setPictureId] = useState<string>();
  const timeline = useChat((state) => state.entries.get(roomId)?.timeline);
  const pictures: readonly ViewedPicture[] =
    timeline?.messages.flatMap((message) => {
      const job = findJob(timeline, message);
      return job?.pictures.map((picture) => ({ picture, job })) ?? [];
    }) ?? [];
  return (
    <PictureViewerContext value={setPictureId}>
      {children}
      {pictureId !== undefined && (
        <PictureViewer
          pictures={pictures}
          pictureId={pictureId}
          onShow={setPictureId}
          onClose={() => setPictureId(undefined)}
        />
      )}
    </PictureViewerContext>
  );
}
