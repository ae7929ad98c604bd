import type { Room } from '@starweave/contract';
import { useState } from 'react';
import { navigate } from '../../../api/location.ts';
import { AreaLinks } from '../../../design/area-links.tsx';
import { Button } from '../../../design/button.tsx';
import { Logo } from '../../../design/logo.tsx';
import { Menu } from '../../../design/menu.tsx';
import { PageLink } from '../../../design/page-link.tsx';
import { Skeleton } from '../../../design/skeleton.tsx';
import { ThemeToggle } from '../../../design/theme-toggle.tsx';
import { useChat, useSession } from '../state/chat-context.ts';
import { createRoom } from '../state/room-actions.ts';
import { DeleteRoomDialog } from './delete-room-dialog.tsx';
import { RenameRoomDialog } from './rename-room-dialog.tsx';
import { pathOfRoom } from './room-path.ts';

export interface RoomListProps {
  readonly currentRoomId: string | undefined;
  /** Called after a room was chosen. */
  readonly onNavigate: () => void;
}

/** All rooms, the newest first, and a way to make another. */
export function RoomList({ currentRoomId, onNavigate }: RoomListProps) {
  const session = useSession();
  const [creating, setCreating] = useState(false);
  const create = async () => {
    setCreating(true);
    const room = await createRoom(session);
    setCreating(false);
    if (room === undefined) return;
    navigate(pathOfRoom(room.id));
    onNavigate();
  };
  return (
    <div className="flex h-full flex-col">
      <div className="flex items-center gap-2.5 px-5 pt-5 pb-4">
        <Logo size={30} />
        <span className="font-display text-[1.7rem] leading-none tracking-tight">Starweave</span>
      </div>
      <AreaLinks current="Chat" onFollow={onNavigate} className="px-4 pb-3" />
      <div className="px-4 pb-3">
        <Button icon="plus" busy={creating} onClick={() => void create()} className="w-full">
          New room
        </Button>
      </div>
      <nav aria-label="Rooms" className="min-h-0 flex-1 overflow-y-auto px-3 pb-4">
        <Rooms currentRoomId={currentRoomId} onNavigate={onNavigate} />
      </nav>
      <div className="flex items-center justify-between border-t border-line px-4 py-2.5 text-xs text-ink-faint">
        <span>On your own machine</span>
        <ThemeToggle />
      </div>
    </div>
  );
}

function Rooms({ currentRoomId, onNavigate }: RoomListProps) {
  const session = useSession();
  const status = useChat((state) => state.roomsStatus);
  const problem = useChat((state) => state.roomsProblem);
  const rooms = useChat((state) => state.rooms);
  if (status === 'loading' || (status === 'failed' && problem?.unreachable === true)) return <RoomsSkeleton />;
  if (status === 'failed') {
    return (
      <div className="px-2 text-sm text-ink-soft">
        <p className="mb-3">{problem?.message}</p>
        <Button icon="repeat" onClick={() => void session.loadRooms()}>
          Try again
        </Button>
      </div>
    );
  }
  return (
    <ul className="flex flex-col gap-0.5">
      {rooms.toReversed().map((room) => (
        <RoomEntry key={room.id} room={room} isCurrent={room.id === currentRoomId} onNavigate={onNavigate} />
      ))}
    </ul>
  );
}

function RoomsSkeleton() {
  return (
    <div role="status" aria-label="Loading rooms" className="flex flex-col gap-2 px-1">
      <Skeleton className="h-9" />
      <Skeleton className="h-9 opacity-70" />
      <Skeleton className="h-9 opacity-40" />
    </div>
  );
}

interface RoomEntryProps {
  readonly room: Room;
  readonly isCurrent: boolean;
  readonly onNavigate: () => void;
}

function RoomEntry({ room, isCurrent, onNavigate }: RoomEntryProps) {
  const [asking, setAsking] = useState<'rename' | 'delete'>();
  const isUnread = useChat((state) => state.unread.has(room.id));
  return (
    <li
      className={`group flex items-center rounded-xl pr-1 transition-colors ${isCurrent ? 'bg-surface shadow-[0_0_0_1px_var(--color-line)]' : 'hover:bg-surface/60'}`}
    >
      <PageLink
        to={pathOfRoom(room.id)}
        onFollow={onNavigate}
        isCurrent={isCurrent}
        className={`flex min-w-0 flex-1 items-center gap-2 rounded-xl px-3 py-2 text-[0.9375rem] ${isCurrent ? 'font-medium' : 'text-ink-soft'}`}
      >
        <span className="truncate" dir="auto">
          {room.name}
        </span>
        {isUnread && <span role="img" aria-label="New messages" className="size-2 shrink-0 rounded-full bg-glow" />}
      </PageLink>
      <Menu
        label={`Options of ${room.name}`}
        className="opacity-60 focus-within:opacity-100 group-hover:opacity-100"
        items={[
          { label: 'Rename', icon: 'pencil', onSelect: () => setAsking('rename') },
          { label: 'Delete', icon: 'trash', danger: true, onSelect: () => setAsking('delete') },
        ]}
      />
      {asking === 'rename' && <RenameRoomDialog room={room} onClose={() => setAsking(undefined)} />}
      {asking === 'delete' && (
        <DeleteRoomDialog room={room} isCurrent={isCurrent} onClose={() => setAsking(undefined)} />
      )}
    </li>
  );
}
