import { createContext, useContext } from 'react';

/** Opens a picture of the room in full size. */
export const PictureViewerContext = createContext<(pictureId: string) => void>(() => {});

export function usePictureViewer(): (pictureId: string) => void {
  return useContext(PictureViewerContext);
}
