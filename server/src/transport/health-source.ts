import type { MessageInitShape } from '@bufbuild/protobuf';
import type { GetHealthResponseSchema } from '@starweave/contract';

/** Every part and every model with its state, as SystemService.GetHealth answers. */
export type HealthReport = Omit<
  MessageInitShape<typeof GetHealthResponseSchema>,
  'status' | 'parts' | '$typeName' | '$unknown'
> & {
  readonly status: HealthStatus;
  readonly parts: HealthPartReport[];
};

export type HealthStatus = 'serving' | 'degraded' | 'not-serving';

export interface HealthPartReport {
  /** "database", "images", "films", "text", "blobs"; "model:<id>" and "film-model:<id>" for a model. */
  readonly name: string;
  readonly status: HealthStatus;
  readonly reason: string;
  readonly advice: string;
}

/** Where health comes from; answers also while parts are down. */
export interface HealthSource {
  getHealth(): Promise<HealthReport>;
}

/** The part of the report that a gRPC service stands or falls with; undefined: with the whole server. */
const partOfService: Readonly<Record<string, string | undefined>> = {
  'starweave.ImageGenerationService': 'images',
  'starweave.JobService': 'database',
  'starweave.PictureService': 'blobs',
  'starweave.ChatService': 'database',
  'starweave.MovieService': 'films',
  'starweave.SystemService': undefined,
};

/**
 * The state of a service or a part by name; '' is the whole server. Undefined for a name that isn't known.
 *
 * Names are a gRPC service's ("starweave.ChatService") or a part's as the report spells it ("images").
 */
export function findHealthStatus(report: HealthReport, name: string): HealthStatus | undefined {
  if (name === '') return report.status;
  const partName = name in partOfService ? partOfService[name] : name;
  if (partName === undefined) return 'serving';
  return report.parts.find((part) => part.name === partName)?.status;
}
