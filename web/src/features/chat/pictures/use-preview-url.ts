import type { JobProgress } from '@starweave/contract';
import { useEffect, useState } from 'react';

/** An address for the latest preview's bytes; freed when the next one comes. */
export function usePreviewUrl(progress: JobProgress | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  const preview = progress?.preview;
  const format = progress?.previewFormat || 'png';
  useEffect(() => {
    if (preview === undefined || preview.length === 0) {
      setUrl(undefined);
      return;
    }
    const created = URL.createObjectURL(new Blob([preview.slice()], { type: `image/${format}` }));
    setUrl(created);
    return () => URL.revokeObjectURL(created);
  }, [preview, format]);
  return url;
}
