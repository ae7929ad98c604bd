import { Suspense } from 'react';
import { usePath } from './api/location.ts';
import { createLatePart } from './design/late-part.tsx';
import { LoadBoundary } from './design/load-boundary.tsx';
import { Skeleton } from './design/skeleton.tsx';
import { ChatPage } from './features/chat/chat-page.tsx';
import { ChatContext } from './features/chat/state/chat-context.ts';
import type { ChatSession } from './features/chat/state/chat-session.ts';
import { FilmContext } from './features/movies/film/film-context.ts';
import type { FilmSession } from './features/movies/film/film-session.ts';
import { FilmToast } from './features/movies/film/film-toast.tsx';
import { prepareMoviePage } from './features/movies/movie-pages.ts';
import { isMoviePath } from './features/movies/movie-path.ts';

const MoviesArea = createLatePart(async () => (await import('./features/movies/movies-area.tsx')).MoviesArea);

/** Loads what the first page at an address needs, so that it can be drawn at once. Rejects when that can't be loaded. */
export async function preparePage(path: string): Promise<void> {
  if (isMoviePath(path)) await Promise.all([MoviesArea.prepare(), prepareMoviePage(path)]);
}

export interface AppProps {
  /** Opens the chat's session when the chat is first shown, and answers the same one from then on. */
  readonly openChat: () => ChatSession;
  /** What both halves know about films. */
  readonly films: FilmSession;
}

/** The half of Starweave that the address names; films are loaded when they are first seen. */
export function App({ openChat, films }: AppProps) {
  const inMovies = isMoviePath(usePath());
  return (
    <FilmContext value={films}>
      {inMovies ? <Movies /> : <Chat session={openChat()} />}
      <FilmToast className={inMovies ? 'bottom-5' : 'bottom-28 lg:left-[17.5rem]'} />
    </FilmContext>
  );
}

function Movies() {
  return (
    <LoadBoundary>
      <Suspense fallback={<MoviesFallback />}>
        <MoviesArea />
      </Suspense>
    </LoadBoundary>
  );
}

function Chat({ session }: { readonly session: ChatSession }) {
  return (
    <ChatContext value={session}>
      <ChatPage />
    </ChatContext>
  );
}

function MoviesFallback() {
  return (
    <div role="status" aria-label="Loading films">
      <div className="h-14 border-b border-line" />
      <div className="mx-auto max-w-[90rem] px-4 pt-10 sm:px-6">
        <Skeleton className="h-12 w-72 max-w-full" />
      </div>
    </div>
  );
}
