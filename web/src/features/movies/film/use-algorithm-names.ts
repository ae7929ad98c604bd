import { useEffect, useState } from 'react';
import { useFilmSession } from './film-context.ts';
import type { FilmSession } from './film-session.ts';

type Names = ReadonlyMap<string, string>;

const asked = new WeakMap<FilmSession, Promise<Names>>();

/** What algorithms are called, by their ids; asked for once. `undefined`: on its way; empty: nobody answers. */
export function useAlgorithmNames(): Names | undefined {
  const session = useFilmSession();
  const [names, setNames] = useState<Names>();
  useEffect(() => {
    let isShown = true;
    askNames(session).then(
      (known) => isShown && setNames(known),
      () => isShown && setNames(new Map()),
    );
    return () => {
      isShown = false;
    };
  }, [session]);
  return names;
}

function askNames(session: FilmSession): Promise<Names> {
  const before = asked.get(session);
  if (before !== undefined) return before;
  const answer = session.movies
    .listAlgorithms({})
    .then(({ algorithms }) => new Map(algorithms.map(({ id, name }) => [id, name])));
  asked.set(session, answer);
  // Somebody who comes later asks again.
  answer.catch(() => asked.delete(session));
  return answer;
}
