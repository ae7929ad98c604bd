import './design/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { openSharedEvents } from './api/events/open-shared-events.ts';
import { createBrowserTransport, createServices } from './api/services.ts';
import { ChatPage } from './features/chat/chat-page.tsx';
import { ChatContext } from './features/chat/state/chat-context.ts';
import { ChatSession } from './features/chat/state/chat-session.ts';
import { resendWaiting } from './features/chat/state/message-actions.ts';

const services = createServices(createBrowserTransport());
const session = new ChatSession(services, (listener) => openSharedEvents(services.chat, listener));
session.onBack(() => resendWaiting(session));
void session.start();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root".');
createRoot(root).render(
  <StrictMode>
    <ChatContext value={session}>
      <ChatPage />
    </ChatContext>
  </StrictMode>,
);
