import { useEffect, useState } from 'react';
import type { Problem } from '../../../api/describe-problem.ts';
import { useRequest } from '../../../api/use-request.ts';
import { announce } from '../../../design/announcer.tsx';
import { rateFilm } from '../film/film-actions.ts';
import { useFilmSession, useFilms } from '../film/film-context.ts';
import { takeQuickStart } from './quick-start-ahead.ts';
import {
  answerFilm,
  countRated,
  emptyQuickStart,
  goBack,
  offerFilms,
  QUICK_START_GOAL,
  type QuickStartState,
  ratingOfKey,
} from './quick-start-state.ts';

export const OFFERED_FILMS = 50;

/** The quick start as its view needs it. */
export interface QuickStart {
  readonly state: QuickStartState;
  readonly problem: Problem | undefined;
  readonly isLoading: boolean;
  readonly rated: number;
  readonly goal: number;
  readonly retry: () => void;
  /** `undefined`: not seen. */
  readonly answer: (rating: number | undefined) => void;
  readonly back: () => void;
  readonly finish: () => void;
}

/** Runs the quick start; films that come next are chosen anew after each rating, `onDone` is called at the goal. */
export function useQuickStart(ratedBefore: number, onDone: () => void): QuickStart {
  const session = useFilmSession();
  const revision = useFilms((known) => known.revision);
  const marks = useFilms((known) => known.marks);
  const [state, setState] = useState(emptyQuickStart);
  const { answer, problem, isLoading, retry } = useRequest(
    `quick start ${revision}`,
    (signal) => takeQuickStart(session) ?? session.movies.getQuickStart({ limit: OFFERED_FILMS }, { signal }),
  );
  useEffect(() => {
    if (answer !== undefined) setState((before) => offerFilms(before, answer.movies));
  }, [answer]);
  const rated = ratedBefore + countRated(state, { marks });
  const goal = ratedBefore < QUICK_START_GOAL ? QUICK_START_GOAL : ratedBefore + QUICK_START_GOAL;
  const say = (rating: number | undefined) => {
    if (state.current === undefined) return;
    const next = answerFilm(state, rating);
    if (rating !== undefined) rateFilm(session, state.current, rating, { quiet: true });
    setState(next);
    const ratedNow = ratedBefore + countRated(next, session.store.state);
    if (ratedNow >= goal) return onDone();
    if (next.current !== undefined) announce(`${next.current.title}. ${ratedNow} of ${goal} rated.`);
  };
  const back = () => {
    const last = state.answers.at(-1);
    if (last === undefined) return;
    if (last.rating !== undefined) rateFilm(session, last.film, undefined, { quiet: true });
    setState(goBack(state));
    announce(`Back to ${last.film.title}`);
  };
  useKeys({ onRate: say, onSkip: () => say(undefined), onBack: back });
  return { state, problem, isLoading, rated, goal, retry, answer: say, back, finish: onDone };
}

interface Keys {
  readonly onRate: (rating: number) => void;
  readonly onSkip: () => void;
  readonly onBack: () => void;
}

/** The keys work wherever the focus is, except in fields that they write into. */
function useKeys({ onRate, onSkip, onBack }: Keys): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isWriting(event.target)) return;
      const rating = ratingOfKey(event.code, event.shiftKey);
      if (rating !== undefined) onRate(rating);
      else if (event.key.toLowerCase() === 's') onSkip();
      else if (event.key === 'Backspace') onBack();
      else return;
      event.preventDefault();
      // The stars under the focus know the digits too.
      event.stopPropagation();
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  });
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, dialog, [contenteditable]') !== null;
}
