import { useEffect, useState } from 'react';
import { navigate, usePath } from '../../api/location.ts';
import { Announcer, announce } from '../../design/announcer.tsx';
import { ModalSurface } from '../../design/dialog.tsx';
import { AlertToast } from './conversation/alert-toast.tsx';
import { ConnectionBanner } from './conversation/connection-banner.tsx';
import { Conversation } from './conversation/conversation.tsx';
import { RoomHeader } from './rooms/room-header.tsx';
import { RoomList } from './rooms/room-list.tsx';
import { pathOfRoom, roomOfPath } from './rooms/room-path.ts';
import { useChat, useSession } from './state/chat-context.ts';
import type { ChatSession } from './state/chat-session.ts';
import { describeNews } from './state/describe-news.ts';
import { createRoom } from './state/room-actions.ts';

const LAST_ROOM_KEY = 'starweave-room';

/** The chat: rooms at the side (behind a button on narrow screens), the conversation beside them. */
export function ChatPage() {
  const roomId = roomOfPath(usePath());
  const [drawerOpen, setDrawerOpen] = useState(false);
  useCurrentRoom(roomId);
  useAnnouncements();
  return (
    <div className="grid h-dvh grid-rows-[minmax(0,1fr)] lg:grid-cols-[17.5rem_minmax(0,1fr)]">
      <a
        href="#message-input"
        className="sr-only z-50 rounded-full bg-accent px-4 py-2 text-accent-ink focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        Skip to the message field
      </a>
      <aside aria-label="Starweave" className="hidden min-h-0 border-r border-line bg-sunken lg:block">
        <RoomList currentRoomId={roomId} onNavigate={() => {}} />
      </aside>
      {drawerOpen && (
        <ModalSurface
          label="Rooms"
          onClose={() => setDrawerOpen(false)}
          className="m-0 h-dvh max-h-none w-[min(19rem,85vw)] max-w-none border-r border-line bg-sunken p-0"
        >
          <RoomList currentRoomId={roomId} onNavigate={() => setDrawerOpen(false)} />
        </ModalSurface>
      )}
      <main className="relative flex min-h-0 min-w-0 flex-col">
        <RoomHeader roomId={roomId} onOpenRooms={() => setDrawerOpen(true)} />
        <ConnectionBanner />
        <Conversation key={roomId ?? 'none'} roomId={roomId} />
      </main>
      <AlertToast />
      <Announcer />
    </div>
  );
}

/** Opens the room of the address; without one, goes to the last room, or makes the first. */
function useCurrentRoom(roomId: string | undefined): void {
  const session = useSession();
  const roomsStatus = useChat((state) => state.roomsStatus);
  const roomName = useChat((state) => state.rooms.find(({ id }) => id === roomId)?.name);
  useEffect(() => {
    if (roomId !== undefined) {
      void session.openRoom(roomId);
      remember(roomId);
    } else if (roomsStatus === 'ready') void goToSomeRoom(session);
  }, [session, roomId, roomsStatus]);
  useEffect(() => {
    document.title = roomName === undefined ? 'Starweave' : `${roomName} · Starweave`;
  }, [roomName]);
}

let makingFirstRoom = false;

async function goToSomeRoom(session: ChatSession): Promise<void> {
  const { rooms } = session.store.state;
  const last = recall();
  const room = rooms.find(({ id }) => id === last) ?? rooms.at(-1);
  if (room !== undefined) return navigate(pathOfRoom(room.id), { replace: true });
  if (makingFirstRoom) return;
  makingFirstRoom = true;
  const first = await createRoom(session);
  makingFirstRoom = false;
  if (first !== undefined) navigate(pathOfRoom(first.id), { replace: true });
}

function remember(roomId: string): void {
  try {
    localStorage.setItem(LAST_ROOM_KEY, roomId);
  } catch {
    // Storage is blocked: the next visit begins in the first room.
  }
}

function recall(): string | null {
  try {
    return localStorage.getItem(LAST_ROOM_KEY);
  } catch {
    return null;
  }
}

/** Reads out what happens in the room in view. */
function useAnnouncements(): void {
  const { store } = useSession();
  useEffect(() => {
    let before = store.state;
    return store.subscribe(() => {
      const after = store.state;
      const roomId = after.currentRoomId ?? '';
      const old = before.entries.get(roomId);
      const now = after.entries.get(roomId);
      before = after;
      if (old?.status !== 'ready' || now?.status !== 'ready' || old.loadingOlder || now.loadingOlder) return;
      const news = old.timeline === now.timeline ? undefined : describeNews(old.timeline, now.timeline);
      if (news !== undefined) announce(news);
    });
  }, [store]);
}
