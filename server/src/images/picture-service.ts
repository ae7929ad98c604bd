import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { PictureService } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import { NotFoundError } from '../errors.ts';
import type { PictureReader } from './picture-store.ts';

export interface PictureServiceDependencies {
  readonly pictureReader: PictureReader;
  readonly getCaller: (context: HandlerContext) => Caller;
}

export function createPictureService(dependencies: PictureServiceDependencies): ServiceImpl<typeof PictureService> {
  const { pictureReader, getCaller } = dependencies;
  return {
    async getPicture({ pictureId }, context) {
      const picture = await pictureReader.findPicture(pictureId, getCaller(context));
      if (picture === undefined) throw new NotFoundError('picture', pictureId);
      return { format: picture.format, imageData: Uint8Array.from(picture.bytes) };
    },
  };
}
