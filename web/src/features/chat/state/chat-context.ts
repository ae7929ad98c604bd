import { createContext, useContext, useSyncExternalStore } from 'react';
import type { ChatSession } from './chat-session.ts';
import type { ChatState } from './chat-state.ts';

/** The session of the page, for every part of the chat. */
export const ChatContext = createContext<ChatSession | undefined>(undefined);

export function useSession(): ChatSession {
  const session = useContext(ChatContext);
  if (session === undefined) throw new Error('useSession works below <ChatContext> only; wrap the page in it.');
  return session;
}

/** A part of the state; `select` must answer something that is stored, not something newly made. */
export function useChat<Part>(select: (state: ChatState) => Part): Part {
  const { store } = useSession();
  return useSyncExternalStore(
    (listener) => store.subscribe(listener),
    () => select(store.state),
  );
}
