import { Readable } from 'node:stream';
import type { App } from '@starweave/server';
import type { UploadTarget } from './rating-upload.ts';

/** Puts files straight into the app in this process, which has no ports. */
export function createAppUploadTarget(app: Pick<App, 'filmUploads' | 'findCaller'>): UploadTarget {
  const place = async (uploadId: string, fileName: string) => ({
    caller: await app.findCaller(new Headers()),
    ...{ uploadId, fileName },
  });
  return {
    async findSize(uploadId, fileName) {
      return (await app.filmUploads.findSize(await place(uploadId, fileName))) ?? 0;
    },
    async append({ uploadId, fileName, offset, bytes }) {
      await app.filmUploads.receive(await place(uploadId, fileName), offset, Readable.from([bytes]));
    },
  };
}
