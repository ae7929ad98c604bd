import type { ServiceImpl } from '@connectrpc/connect';
import type { MovieService } from '@starweave/contract';
import { createAnalyticsHandlers } from './analytics-handlers.ts';
import { createCatalogueHandlers } from './catalogue-handlers.ts';
import type { MovieServiceDependencies } from './movie-service-dependencies.ts';
import { createOpinionHandlers } from './opinion-handlers.ts';
import { createRecommendationHandlers } from './recommendation-handlers.ts';
import { createTaskHandlers, type TaskHandlersDependencies } from './task-handlers.ts';

/** The handlers of MovieService. */
export function createMovieService(
  dependencies: MovieServiceDependencies & TaskHandlersDependencies,
): ServiceImpl<typeof MovieService> {
  return {
    ...createRecommendationHandlers(dependencies),
    ...createOpinionHandlers(dependencies),
    ...createCatalogueHandlers(dependencies),
    ...createTaskHandlers(dependencies),
    ...createAnalyticsHandlers(dependencies),
  };
}
