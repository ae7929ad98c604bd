import { createFileRegistry, type DescFile, type DescService, type FileRegistry, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Code, type ServiceImpl } from '@connectrpc/connect';
import type { grpcReflectionV1, grpcReflectionV1Alpha } from '@starweave/contract';

type Question = (
  | grpcReflectionV1.ServerReflectionRequest
  | grpcReflectionV1Alpha.ServerReflectionRequest
)['messageRequest'];

// Both versions differ in their package name only, so one answer without type names serves both.
type Answer =
  | { case: 'fileDescriptorResponse'; value: { fileDescriptorProto: Uint8Array[] } }
  | { case: 'allExtensionNumbersResponse'; value: { baseTypeName: string } }
  | { case: 'listServicesResponse'; value: { service: { name: string }[] } }
  | { case: 'errorResponse'; value: { errorCode: Code; errorMessage: string } };

/**
 * gRPC server reflection in both of its versions, for the given services, everything they refer to, and further files
 * (such as error details, which travel packed and are referred to by no service).
 */
export function createReflectionService(
  services: readonly DescService[],
  furtherFiles: readonly DescFile[],
): {
  readonly v1: ServiceImpl<typeof grpcReflectionV1.ServerReflection>;
  readonly v1alpha: ServiceImpl<typeof grpcReflectionV1Alpha.ServerReflection>;
} {
  const index = createDescriptorIndex(services, furtherFiles);
  return {
    v1: {
      async *serverReflectionInfo(requests) {
        for await (const originalRequest of requests) {
          const messageResponse = answer(index, originalRequest.messageRequest);
          yield { validHost: originalRequest.host, originalRequest, messageResponse };
        }
      },
    },
    v1alpha: {
      async *serverReflectionInfo(requests) {
        for await (const originalRequest of requests) {
          const messageResponse = answer(index, originalRequest.messageRequest);
          yield { validHost: originalRequest.host, originalRequest, messageResponse };
        }
      },
    },
  };
}

interface DescriptorIndex {
  readonly serviceNames: readonly string[];
  readonly registry: FileRegistry;
}

function createDescriptorIndex(services: readonly DescService[], furtherFiles: readonly DescFile[]): DescriptorIndex {
  const files = new Set<DescFile>();
  for (const file of [...services.map((service) => service.file), ...furtherFiles]) collectFiles(file, files);
  const file = [...files].map((each) => each.proto);
  const registry = createFileRegistry({ $typeName: 'google.protobuf.FileDescriptorSet', file });
  return { serviceNames: services.map((service) => service.typeName), registry };
}

function collectFiles(file: DescFile, into: Set<DescFile>): Set<DescFile> {
  if (into.has(file)) return into;
  for (const dependency of file.dependencies) collectFiles(dependency, into);
  return into.add(file);
}

function answer(index: DescriptorIndex, request: Question): Answer {
  switch (request.case) {
    case 'listServices':
      return { case: 'listServicesResponse', value: { service: index.serviceNames.map((name) => ({ name })) } };
    case 'fileByFilename':
      return answerFile(index.registry.getFile(request.value), request.value);
    case 'fileContainingSymbol':
      return answerFile(findFileOfSymbol(index.registry, request.value), request.value);
    case 'fileContainingExtension':
      return notFound(`${request.value.containingType} has no extension ${request.value.extensionNumber}.`);
    case 'allExtensionNumbersOfType':
      if (index.registry.getMessage(request.value) === undefined) return notFound(`There is no ${request.value}.`);
      return { case: 'allExtensionNumbersResponse', value: { baseTypeName: request.value } };
    case undefined:
      return {
        case: 'errorResponse',
        value: { errorCode: Code.InvalidArgument, errorMessage: 'The request asks for nothing.' },
      };
    default:
      return request satisfies never;
  }
}

/** The file of a type, or of the type that a method, field or enum value belongs to. */
function findFileOfSymbol(registry: FileRegistry, symbol: string): DescFile | undefined {
  const found = registry.get(symbol);
  if (found !== undefined) return found.file;
  const parent = registry.get(symbol.slice(0, Math.max(symbol.lastIndexOf('.'), 0)));
  const member = symbol.slice(symbol.lastIndexOf('.') + 1);
  switch (parent?.kind) {
    case 'service':
      return parent.methods.some((method) => method.name === member) ? parent.file : undefined;
    case 'message':
      return parent.members.some((each) => each.name === member) ? parent.file : undefined;
    default:
      return undefined;
  }
}

function answerFile(file: DescFile | undefined, asked: string): Answer {
  if (file === undefined) return notFound(`There is no ${asked} here.`);
  // Dependencies come along, the file itself first, so that a client needs one question.
  const files = [...collectFiles(file, new Set())].reverse();
  return {
    case: 'fileDescriptorResponse',
    value: { fileDescriptorProto: files.map((each) => toBinary(FileDescriptorProtoSchema, each.proto)) },
  };
}

function notFound(errorMessage: string): Answer {
  return { case: 'errorResponse', value: { errorCode: Code.NotFound, errorMessage } };
}
