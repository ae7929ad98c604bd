import './design/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { openSharedEvents } from './api/events/open-shared-events.ts';
import { createBrowserTransport, createServices } from './api/services.ts';
import { App, preparePage } from './app.tsx';
import { ChatSession } from './features/chat/state/chat-session.ts';
import { resendWaiting } from './features/chat/state/message-actions.ts';
import { FilmSession } from './features/movies/film/film-session.ts';
import { shareMarks } from './features/movies/film/share-marks.ts';

const services = createServices(createBrowserTransport());
const films = new FilmSession(services.movies);
if (typeof BroadcastChannel !== 'undefined') shareMarks(films, new BroadcastChannel('starweave-film-marks'));
let chat: ChatSession | undefined;

function openChat(): ChatSession {
  if (chat !== undefined) return chat;
  const session = new ChatSession(services, (listener) => openSharedEvents(services.chat, listener));
  session.onBack(() => resendWaiting(session));
  session.onFilms((shown) => films.noteStored(shown));
  // Not while React draws: the session tells its news to what is drawn.
  queueMicrotask(() => void session.start());
  chat = session;
  return session;
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root".');
const reactRoot = createRoot(root);

function draw(): void {
  reactRoot.render(
    <StrictMode>
      <App openChat={openChat} films={films} />
    </StrictMode>,
  );
}

// Who comes near a link will likely follow it: the code of its page is loaded meanwhile.
for (const name of ['pointerover', 'focusin', 'pointerdown'])
  document.addEventListener(name, prepareLink, { passive: true });

function prepareLink({ target }: Event): void {
  const link = target instanceof Element ? target.closest('a') : null;
  if (link?.origin === window.location.origin) void preparePage(link.pathname).catch(() => {});
}

/** A page whose code takes longer is drawn without it, as one that is loading. */
const patienceMs = 200;
const patience = new Promise<void>((resolve) => setTimeout(resolve, patienceMs));
void Promise.race([preparePage(window.location.pathname), patience]).then(draw, draw);
