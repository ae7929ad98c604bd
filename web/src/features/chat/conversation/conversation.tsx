import type { ReactNode } from 'react';
import { navigate } from '../../../api/location.ts';
import { Button } from '../../../design/button.tsx';
import { Composer } from '../composer/composer.tsx';
import { PictureViewerProvider } from '../pictures/picture-viewer-provider.tsx';
import { useChat, useSession } from '../state/chat-context.ts';
import type { OutgoingMessage } from '../state/chat-state.ts';
import { ConversationSkeleton } from './conversation-skeleton.tsx';
import { MessageList } from './message-list.tsx';
import { Welcome } from './welcome.tsx';

const NONE: readonly OutgoingMessage[] = [];

/** A room's messages and the field to write the next one. */
export function Conversation({ roomId }: { readonly roomId: string | undefined }) {
  const roomsStatus = useChat((state) => state.roomsStatus);
  const exists = useChat((state) => state.rooms.some(({ id }) => id === roomId));
  if (roomId === undefined) return <ConversationSkeleton />;
  if (roomsStatus === 'ready' && !exists) return <MissingRoom />;
  return (
    <PictureViewerProvider roomId={roomId}>
      <Messages roomId={roomId} />
      <Composer roomId={roomId} />
    </PictureViewerProvider>
  );
}

function Messages({ roomId }: { readonly roomId: string }) {
  const session = useSession();
  const entry = useChat((state) => state.entries.get(roomId));
  const outgoing = useChat((state) => state.outgoing.get(roomId) ?? NONE);
  if (entry?.status === 'failed' && entry.problem?.unreachable !== true) {
    return (
      <Notice title="These messages can’t be shown" text={entry.problem?.message ?? ''}>
        <Button icon="repeat" onClick={() => void session.refreshRoom(roomId)}>
          Try again
        </Button>
      </Notice>
    );
  }
  if (entry?.status !== 'ready') return <ConversationSkeleton />;
  if (entry.timeline.messages.length === 0 && outgoing.length === 0) return <Welcome roomId={roomId} />;
  return <MessageList roomId={roomId} entry={entry} outgoing={outgoing} />;
}

function MissingRoom() {
  return (
    <Notice title="This room isn’t here" text="It was deleted, or the address has a typing error.">
      <Button variant="primary" onClick={() => navigate('/')}>
        Go to my rooms
      </Button>
    </Notice>
  );
}

interface NoticeProps {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}

function Notice({ title, text, children }: NoticeProps) {
  return (
    <div className="grid flex-1 place-content-center justify-items-center gap-3 p-6 text-center">
      <h2 className="font-display text-3xl">{title}</h2>
      <p className="max-w-md text-ink-soft">{text}</p>
      {children}
    </div>
  );
}
