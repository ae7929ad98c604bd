import type { FilmEngine } from './engine/film-engine.ts';

/** The engine, whose first question starts the process: who only paints needs none. */
export function createStartingEngine(engine: FilmEngine, start: () => Promise<void>): FilmEngine {
  const methods = Object.entries(engine).map(([name, method]) => {
    const ask = async (...words: unknown[]): Promise<unknown> => {
      await start();
      return Reflect.apply(method, engine, words);
    };
    return [name, ask];
  });
  return Object.fromEntries(methods) as FilmEngine;
}
