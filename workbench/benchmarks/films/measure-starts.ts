import type { RecommendResponse } from '@starweave/contract';
import { type RunningProduct, startEverything } from '../../start-everything.ts';
import { computeQuantile, type Figure, formatSeconds } from '../figures.ts';
import { createFilmClients, waitFor, waitUntilAllServe } from './film-product.ts';

const pollEveryMs = 10;
const pollTrainingEveryMs = 500;
const someUser = '1';

/** The very first start: when the first answer comes, when the blend's, and when all six serve. */
export async function measureFirstStart(dataFolder: string): Promise<readonly Figure[]> {
  const startedAt = performance.now();
  const product = await startEverything({ dataFolder, skipReady: true });
  try {
    const first = await waitFor(product, () => askForList(product), pollEveryMs);
    const firstMs = performance.now() - startedAt;
    const { model } = first;
    if (model === undefined || (model.isFallback && model.reason === '')) {
      throw new Error('The first list does not say which model made it, or why it was not the one asked for.');
    }
    await waitFor(product, () => askForList(product, isByDefaultModel), pollTrainingEveryMs);
    const blendMs = performance.now() - startedAt;
    await waitUntilAllServe(product, pollTrainingEveryMs);
    const allMs = performance.now() - startedAt;
    const who = model.isFallback ? `${model.algorithm} answers, and says why it isn’t ${model.requestedAlgorithm}` : '';
    return [
      {
        name: 'First start to the first list',
        value: formatSeconds(firstMs),
        how: `empty data folder: initdb, migrations and the built-in films’ ratings included; ${who}; one run`,
      },
      {
        name: 'First start to all six algorithms',
        value: formatSeconds(allMs),
        how: `trained in the background meanwhile; the blend answers after ${formatSeconds(blendMs)}; the same run`,
      },
    ];
  } finally {
    await product.stop();
  }
}

/** Later starts over a data folder whose six algorithms are trained. */
export async function measureStarts(dataFolder: string, about: string, runs: number): Promise<readonly Figure[]> {
  const [firstMs, servingMs, allMs]: [number[], number[], number[]] = [[], [], []];
  let firstModel = '';
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now();
    const product = await startEverything({ dataFolder, skipReady: true });
    try {
      const { model } = await waitFor(product, () => askForList(product), pollEveryMs);
      firstMs.push(performance.now() - startedAt);
      firstModel = model?.algorithm ?? '';
      await waitFor(product, () => askForList(product, isByDefaultModel), pollEveryMs);
      servingMs.push(performance.now() - startedAt);
      await waitUntilAllServe(product, pollEveryMs);
      allMs.push(performance.now() - startedAt);
    } finally {
      await product.stop();
    }
  }
  console.log(`Starts, ${about}: ${servingMs.map(formatSeconds).join(', ')}`);
  const between = `median of ${runs} starts after the first, from the start of the process to the answer`;
  return [
    {
      name: `Start to a list, ${about}`,
      value: formatSeconds(computeQuantile(firstMs, 0.5)),
      bar: '≤ 2 s',
      how: `${between}, by whichever model is there, which the answer names (${firstModel}); slowest ${formatSeconds(Math.max(...firstMs))}`,
    },
    {
      name: `Start to a list by the blend, ${about}`,
      value: formatSeconds(computeQuantile(servingMs, 0.5)),
      bar: '≤ 2 s',
      how: `${between}; slowest ${formatSeconds(Math.max(...servingMs))}; all six serve after ${formatSeconds(computeQuantile(allMs, 0.5))}`,
    },
  ];
}

async function askForList(
  product: RunningProduct,
  isRight: (answer: RecommendResponse) => boolean = () => true,
): Promise<RecommendResponse | undefined> {
  const answer = await createFilmClients(product).movies.recommend({ userId: someUser, limit: 10 });
  return answer.recommendations.length === 10 && isRight(answer) ? answer : undefined;
}

function isByDefaultModel({ model }: RecommendResponse): boolean {
  return model !== undefined && !model.isFallback && model.algorithm === 'hybrid';
}
