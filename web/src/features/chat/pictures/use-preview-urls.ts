import type { JobProgress } from '@starweave/contract';
import { useEffect, useRef, useState } from 'react';

const NONE: ReadonlyMap<number, string> = new Map();

/**
 * Addresses for the latest preview of each picture of a job, by its place. One is freed when the next but one comes:
 * until then an image may still be reading it.
 */
export function usePreviewUrls(progress: JobProgress | undefined): ReadonlyMap<number, string> {
  const [urls, setUrls] = useState(NONE);
  const owned = useRef(new Map<number, readonly string[]>());
  const preview = progress?.preview;
  const format = progress?.previewFormat || 'png';
  const pictureIndex = progress?.pictureIndex ?? 0;
  useEffect(() => {
    if (preview === undefined || preview.length === 0) return;
    const [previous, outdated] = owned.current.get(pictureIndex) ?? [];
    const url = URL.createObjectURL(new Blob([preview.slice()], { type: `image/${format}` }));
    owned.current.set(pictureIndex, previous === undefined ? [url] : [url, previous]);
    setUrls((known) => new Map(known).set(pictureIndex, url));
    if (outdated !== undefined) URL.revokeObjectURL(outdated);
  }, [preview, format, pictureIndex]);
  useEffect(() => {
    const { current } = owned;
    return () => {
      for (const url of [...current.values()].flat()) URL.revokeObjectURL(url);
      current.clear();
    };
  }, []);
  return progress === undefined ? NONE : urls;
}
