import type { DescService } from '@bufbuild/protobuf';
import type { ConnectRouter, ServiceImpl } from '@connectrpc/connect';
import {
  ChatService,
  googleRpc,
  grpcHealth,
  grpcReflectionV1,
  grpcReflectionV1Alpha,
  ImageGenerationService,
  JobService,
  MovieService,
  PictureService,
  SystemService,
} from '@starweave/contract';
import { type CallInterceptorOptions, createCallInterceptor } from './call-interceptor.ts';
import { createHealthService } from './health-service.ts';
import type { HealthSource } from './health-source.ts';
import { refuseMalformedMessages } from './malformed-messages.ts';
import { keepGrpcMessagesReadable } from './readable-grpc-messages.ts';
import { createReflectionService } from './reflection-service.ts';

/** The handlers behind the contract, one object per service. */
export interface Services {
  readonly imageService: ServiceImpl<typeof ImageGenerationService>;
  readonly jobService: ServiceImpl<typeof JobService>;
  readonly pictureService: ServiceImpl<typeof PictureService>;
  readonly chatService: ServiceImpl<typeof ChatService>;
  readonly movieService: ServiceImpl<typeof MovieService>;
  readonly health: HealthSource;
}

/** Largest message that the server takes. */
export const maximumRequestBytes = 16 * 1024 * 1024;

/** Services that a person calls; reflection lists them. */
const contractServices: readonly DescService[] = [
  ImageGenerationService,
  JobService,
  PictureService,
  ChatService,
  MovieService,
  SystemService,
];

/**
 * Puts every service of the contract, health and reflection on a Connect router.
 *
 * The same function serves the in-process transport, gRPC and HTTP, so that a call meets the same caller,
 * limits, errors and log lines whichever way it came.
 */
export function createConnectRoutes(
  services: Services,
  options: CallInterceptorOptions,
): (router: ConnectRouter) => void {
  const handlerOptions = {
    interceptors: [createCallInterceptor(options)],
    readMaxBytes: maximumRequestBytes,
    // A misspelled field would be taken for one that was not sent.
    jsonOptions: { ignoreUnknownFields: false },
  };
  const { imageService, jobService, pictureService, chatService, movieService, health } = services;
  return (router) => {
    router
      .service(ImageGenerationService, imageService, handlerOptions)
      .service(JobService, jobService, handlerOptions)
      .service(PictureService, pictureService, handlerOptions)
      .service(ChatService, chatService, handlerOptions)
      .service(MovieService, movieService, handlerOptions)
      .service(SystemService, { getHealth: () => health.getHealth() }, handlerOptions)
      .service(grpcHealth.Health, createHealthService(health), handlerOptions);
    const reflection = createReflectionService(
      [...contractServices, grpcHealth.Health],
      [googleRpc.file_google_rpc_error_details],
    );
    router
      .service(grpcReflectionV1.ServerReflection, reflection.v1, handlerOptions)
      .service(grpcReflectionV1Alpha.ServerReflection, reflection.v1alpha, handlerOptions);
    const handlers = router.handlers.map((handler) => keepGrpcMessagesReadable(refuseMalformedMessages(handler)));
    router.handlers.splice(0, router.handlers.length, ...handlers);
  };
}
