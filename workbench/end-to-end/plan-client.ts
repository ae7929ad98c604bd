import path from 'node:path';
import { type Client, credentials, loadPackageDefinition, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const planSchema = path.resolve(import.meta.dirname, '../../contract/plan/starweave.proto');

/** What the plan's schema says an answer holds; proto-loader fills in defaults for what was not sent. */
export interface PlanImageResponse {
  readonly request_id: string;
  readonly image_data: Buffer;
  readonly format: string;
  readonly metadata: { readonly model: string; readonly generation_time_ms: string; readonly seed: number } | null;
  readonly error: string;
}

/** A gRPC client of another make than the server's, compiled from the plan's schema alone. */
export interface PlanClient {
  generateImage(request: object): Promise<PlanImageResponse>;
  generateImageVariations(request: object): Promise<PlanImageResponse[]>;
  getImageModels(): Promise<{ readonly models: readonly { readonly id: string }[] }>;
  close(): void;
}

type Callback = (error: ServiceError | null, answer: unknown) => void;
type Method = ((request: object, callback: Callback) => void) & ((request: object) => AsyncIterable<unknown>);

export function createPlanClient(address: string): PlanClient {
  const definition = loadSync(planSchema, { keepCase: true, longs: String, defaults: true });
  const loaded = loadPackageDefinition(definition) as unknown as {
    starweave: { ImageGenerationService: new (address: string, credentials: object, options: object) => Client };
  };
  const client = new loaded.starweave.ImageGenerationService(address, credentials.createInsecure(), {
    'grpc.max_receive_message_length': 64 * 1024 * 1024,
  });
  const methods = client as unknown as Record<string, Method>;
  const call = <T>(name: string, request: object) =>
    new Promise<T>((resolve, reject) => {
      methods[name]?.bind(client)(request, (error: ServiceError | null, answer: unknown) => {
        if (error === null) resolve(answer as T);
        else reject(error);
      });
    });
  return {
    generateImage: (request) => call('GenerateImage', request),
    getImageModels: () => call('GetImageModels', {}),
    async generateImageVariations(request) {
      const answers: PlanImageResponse[] = [];
      const stream: AsyncIterable<unknown> = (methods.GenerateImageVariations as Method).bind(client)(request);
      for await (const answer of stream) answers.push(answer as PlanImageResponse);
      return answers;
    },
    close: () => client.close(),
  };
}
