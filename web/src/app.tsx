import { lazy, Suspense } from 'react';
import { usePath } from './api/location.ts';
import { LoadBoundary } from './design/load-boundary.tsx';
import { Skeleton } from './design/skeleton.tsx';
import { ChatPage } from './features/chat/chat-page.tsx';
import { ChatContext } from './features/chat/state/chat-context.ts';
import type { ChatSession } from './features/chat/state/chat-session.ts';
import { isMoviePath } from './features/movies/movie-path.ts';

const MoviesArea = lazy(async () => ({ default: (await import('./features/movies/movies-area.tsx')).MoviesArea }));

export interface AppProps {
  /** Opens the chat's session when the chat is first shown, and answers the same one from then on. */
  readonly openChat: () => ChatSession;
}

/** The half of Starweave that the address names; films are loaded when they are first seen. */
export function App({ openChat }: AppProps) {
  const path = usePath();
  if (isMoviePath(path)) {
    return (
      <LoadBoundary key="movies">
        <Suspense fallback={<MoviesFallback />}>
          <MoviesArea />
        </Suspense>
      </LoadBoundary>
    );
  }
  return (
    <ChatContext value={openChat()}>
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
