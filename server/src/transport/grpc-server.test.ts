import path from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { Code, createClient } from '@connectrpc/connect';
import {
  type Client,
  credentials,
  type GrpcObject,
  loadPackageDefinition,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { loadFileDescriptorSetFromBuffer, loadSync, type PackageDefinition } from '@grpc/proto-loader';
import { grpcHealth } from '@starweave/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PortInUseError } from '../errors.ts';
import { createConnectRoutes } from './connect-router.ts';
import { createConnector } from './connector.ts';
import { type RunningServer, startGrpcServer } from './grpc-server.ts';
import { createTestServices } from './test-services.ts';

const contractFolder = path.resolve(import.meta.dirname, '../../../contract');
const loaderOptions = { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true };

const test = createTestServices();
const clients: Client[] = [];
let server: RunningServer;
beforeAll(async () => {
  server = await startGrpcServer({
    host: '127.0.0.1',
    port: 0,
    routes: createConnectRoutes(test.services, test.options),
  });
});
afterAll(async () => {
  for (const client of clients) client.close();
  await server.close({ graceMs: 0 });
});

type Unary = (request: object, done: (error: ServiceError | null, answer: Record<string, unknown>) => void) => void;
type ForeignClient = Client & Record<string, unknown>;

/** A client of grpc-js for a service that a package definition names. */
function createForeignClient(definition: PackageDefinition, name: string): ForeignClient {
  const found = name
    .split('.')
    .reduce<unknown>((object, part) => (object as GrpcObject)[part], loadPackageDefinition(definition));
  const ServiceClient = found as new (address: string, channel: unknown, options: object) => ForeignClient;
  const options = { 'grpc.max_receive_message_length': -1 };
  const client = new ServiceClient(`127.0.0.1:${server.port}`, credentials.createInsecure(), options);
  clients.push(client);
  return client;
}

function call(client: ForeignClient, method: string, request: object): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    (client[method] as Unary).call(client, request, (error, answer) =>
      error === null ? resolve(answer) : reject(error),
    );
  });
}

describe('a client compiled from the plan’s schema alone', () => {
  const plan = loadSync(path.join(contractFolder, 'plan/starweave.proto'), loaderOptions);
  let client: ForeignClient;
  beforeAll(() => {
    client = createForeignClient(plan, 'starweave.ImageGenerationService');
  });

  it('gets a picture', async () => {
    const answer = await call(client, 'GenerateImage', { prompt: 'a red sun', settings: { seed: 7 }, context: ['hi'] });
    expect(answer).toMatchObject({ request_id: 'a red sun', format: 'png', image_data: Buffer.from([1, 2, 3]) });
  });

  it('reads the stream of variations', async () => {
    const read = client.GenerateImageVariations as (request: object) => AsyncIterable<{ request_id: string }>;
    const ids: string[] = [];
    for await (const { request_id } of read.call(client, { num_variations: 3 })) ids.push(request_id);
    expect(ids).toEqual(['0', '1', '2']);
  });

  it('lists models', async () => {
    expect(await call(client, 'GetImageModels', {})).toMatchObject({ models: [{ id: 'test' }] });
  });

  it('is told that broken bytes are no message', async () => {
    const send = client.makeUnaryRequest.bind(client, '/starweave.ImageGenerationService/GenerateImage');
    const error = await new Promise<ServiceError | null>((resolve) => {
      send(
        () => Buffer.from([10, 200]),
        (bytes) => bytes,
        {},
        (reason) => resolve(reason),
      );
    });
    expect(error?.code).toBe(status.INVALID_ARGUMENT);
  });

  it('gets a status with details', async () => {
    const error = (await call(client, 'GenerateImage', { prompt: 'bad fields' }).catch(
      (reason) => reason,
    )) as ServiceError;
    expect(error).toMatchObject({ code: status.INVALID_ARGUMENT, details: expect.stringContaining('settings.steps') });
    expect(error.metadata.get('grpc-status-details-bin')).toHaveLength(1);
  });

  it('reads what went wrong as it was written, in answers and at the end of streams', async () => {
    const refused = (await call(client, 'GenerateImage', { prompt: 'bad fields' }).catch((one) => one)) as ServiceError;
    expect(refused.details).toMatch(/^settings\.steps: /);
    expect(refused.details).not.toContain('%');
    const read = client.GenerateImageVariations as (request: object) => AsyncIterable<object>;
    const request = { base_request: { prompt: '100 % “é”, a: b; %3A' }, num_variations: 1 };
    const readAll = async () => {
      for await (const _ of read.call(client, request));
    };
    await expect(readAll()).rejects.toMatchObject({ details: 'There is no picture with id "100 % “é”, a: b; %3A".' });
  });
});

describe.each(['v1', 'v1alpha'])('reflection %s', (version) => {
  type Ask = { write(request: object): void; end(): void; on(event: string, act: (value: never) => void): void };
  type Answer = Record<string, never> & {
    list_services_response?: { service: { name: string }[] };
    file_descriptor_response?: { file_descriptor_proto: Buffer[] };
    error_response?: { error_code: number };
  };

  async function ask(request: object): Promise<Answer> {
    const proto = path.join(contractFolder, `proto/grpc/reflection/${version}/reflection.proto`);
    const client = createForeignClient(loadSync(proto, loaderOptions), `grpc.reflection.${version}.ServerReflection`);
    const stream = (client.ServerReflectionInfo as () => Ask).call(client);
    return new Promise((resolve, reject) => {
      stream.on('data', (answer: Answer) => {
        stream.end();
        resolve(answer);
      });
      stream.on('error', reject);
      stream.write(request);
    });
  }

  it('lists the services', async () => {
    const names = (await ask({ list_services: '' })).list_services_response?.service.map(({ name }) => name);
    expect(names).toEqual([
      'starweave.ImageGenerationService',
      'starweave.JobService',
      'starweave.PictureService',
      'starweave.ChatService',
      'starweave.MovieService',
      'starweave.SystemService',
      'grpc.health.v1.Health',
    ]);
  });

  it('describes a service so completely that a client can be made of it and call', async () => {
    const files = (await ask({ file_containing_symbol: 'starweave.ImageGenerationService' })).file_descriptor_response;
    const protos = (files?.file_descriptor_proto ?? []).map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
    expect(protos.map(({ name }) => name)).toEqual(['starweave.proto', 'google/protobuf/timestamp.proto']);
    const set = toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file: protos.reverse() }));
    const definition = loadFileDescriptorSetFromBuffer(Buffer.from(set), loaderOptions);
    const client = createForeignClient(definition, 'starweave.ImageGenerationService');
    expect(await call(client, 'GenerateImage', { prompt: 'reflected' })).toMatchObject({ request_id: 'reflected' });
  });

  it.each([
    'starweave.ChatService.WatchEvents',
    'starweave.RoomEvent',
    'starweave.ListCommandsResponse.Command',
    'starweave.Room.name',
  ])('finds the file of %s', async (symbol) => {
    const answer = await ask({ file_containing_symbol: symbol });
    const [first] = answer.file_descriptor_response?.file_descriptor_proto ?? [];
    expect(fromBinary(FileDescriptorProtoSchema, first ?? new Uint8Array()).name).toBe('chat.proto');
  });

  it('knows the details that errors carry', async () => {
    const answer = await ask({ file_containing_symbol: 'google.rpc.BadRequest' });
    expect(answer.file_descriptor_response?.file_descriptor_proto.length).toBeGreaterThan(0);
  });

  it('finds a file by its name', async () => {
    const answer = await ask({ file_by_filename: 'google/protobuf/timestamp.proto' });
    expect(answer.file_descriptor_response?.file_descriptor_proto).toHaveLength(1);
  });

  it.each([{ file_containing_symbol: 'starweave.Nothing' }, { file_by_filename: 'nothing.proto' }])(
    'answers that it has no %o',
    async (request) => {
      expect((await ask(request)).error_response?.error_code).toBe(status.NOT_FOUND);
    },
  );
});

describe('health', () => {
  const { SERVING, NOT_SERVING, SERVICE_UNKNOWN } = grpcHealth.HealthCheckResponse_ServingStatus;
  const client = () =>
    createClient(grpcHealth.Health, createConnector({ kind: 'grpc', baseUrl: `http://127.0.0.1:${server.port}` }));

  it.each([
    ['', SERVING],
    ['images', NOT_SERVING],
    ['text', SERVING],
    ['starweave.ImageGenerationService', NOT_SERVING],
    ['starweave.ChatService', SERVING],
    ['starweave.SystemService', SERVING],
  ])('checks "%s"', async (service, expected) => {
    expect((await client().check({ service })).status).toBe(expected);
  });

  it('does not know other names', async () => {
    await expect(client().check({ service: 'nothing' })).rejects.toMatchObject({ code: Code.NotFound });
  });

  it('watches a service’s state', async () => {
    const states: number[] = [];
    for await (const { status: state } of client().watch({ service: 'images' })) {
      states.push(state);
      const images = test.health.parts.find(({ name }) => name === 'images') as { status: string };
      if (states.length === 1) images.status = 'serving';
      if (states.length === 2) {
        images.status = 'not-serving';
        break;
      }
    }
    expect(states).toEqual([NOT_SERVING, SERVING]);
    for await (const { status: state } of client().watch({ service: 'nothing' })) {
      expect(state).toBe(SERVICE_UNKNOWN);
      break;
    }
  });
});

describe('the port', () => {
  it('is named with its setting when another program has it', async () => {
    const second = startGrpcServer({ host: '127.0.0.1', port: server.port, routes: () => undefined });
    await expect(second).rejects.toThrow(PortInUseError);
    await expect(second).rejects.toThrow(/STARWEAVE_GRPC_PORT/);
  });

  it('is free again after a drain, and a running call ends with unavailable', async () => {
    const other = createTestServices();
    const routes = createConnectRoutes(other.services, other.options);
    const draining = await startGrpcServer({ host: '127.0.0.1', port: 0, routes });
    const { ImageGenerationService } = await import('@starweave/contract');
    const transport = createConnector({ kind: 'grpc', baseUrl: `http://127.0.0.1:${draining.port}` });
    const running = createClient(ImageGenerationService, transport).generateImage({ prompt: 'wait' });
    const ended = expect(running).rejects.toMatchObject({ code: Code.Unavailable });
    await other.observed.waiting.promise;
    await draining.close({ graceMs: 10 });
    await ended;
    const again = await startGrpcServer({ host: '127.0.0.1', port: draining.port, routes });
    await again.close({ graceMs: 0 });
  });
});
