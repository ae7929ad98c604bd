import type { ServiceImpl } from '@connectrpc/connect';
import type { MovieService } from '@starweave/contract';
import type { Database } from '../storage/database.ts';
import { checkSections, type SectionName } from './check-movie-request.ts';
import { createContractMap, createDataSetStatistics } from './contract-data-set.ts';
import { createContractBenchmark } from './contract-task.ts';
import type { FilmEngine } from './engine/film-engine.ts';
import { loadBenchmarks } from './film-task-store.ts';

export interface AnalyticsDependencies {
  readonly database: Pick<Database, 'orm'>;
  readonly engine: Pick<FilmEngine, 'getStatus' | 'describeDataSet' | 'createMap'>;
}

/** Sections in the order in which they are worked out; one that fails ends the stream, after the others. */
export function createAnalyticsHandlers(dependencies: AnalyticsDependencies) {
  return {
    async *getAnalytics(request) {
      const pending = new Map(checkSections(request).map((name) => [name, settle(dependencies, name)]));
      const failures: unknown[] = [];
      while (pending.size > 0) {
        const settled = await Promise.race(pending.values());
        pending.delete(settled.name);
        if ('section' in settled) yield { section: settled.section };
        else failures.push(settled.error);
      }
      if (failures.length > 0) throw failures[0];
    },
  } satisfies Partial<ServiceImpl<typeof MovieService>>;
}

async function settle(dependencies: AnalyticsDependencies, name: SectionName) {
  try {
    return { name, section: await loadSection(dependencies, name) };
  } catch (error) {
    return { name, error };
  }
}

async function loadSection({ database, engine }: AnalyticsDependencies, name: SectionName) {
  switch (name) {
    case 'dataSet':
      return { case: 'dataSet', value: createDataSetStatistics(await engine.describeDataSet()) } as const;
    case 'map':
      return { case: 'map', value: createContractMap(await engine.createMap()) } as const;
    case 'algorithms': {
      const { dataSet } = await engine.getStatus();
      const rows = await loadBenchmarks(database, dataSet.id);
      return { case: 'benchmarks', value: { benchmarks: rows.map(createContractBenchmark) } } as const;
    }
  }
}
