export * from './gen/chat_pb.js';
export * as googleRpc from './gen/google/rpc/error_details_pb.js';
export * as grpcHealth from './gen/grpc/health/v1/health_pb.js';
export * as grpcReflectionV1 from './gen/grpc/reflection/v1/reflection_pb.js';
export * as grpcReflectionV1Alpha from './gen/grpc/reflection/v1alpha/reflection_pb.js';
export * from './gen/job_pb.js';
export * from './gen/picture_pb.js';
export * from './gen/starweave_pb.js';
export * from './gen/system_pb.js';
