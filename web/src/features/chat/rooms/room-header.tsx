import { IconButton } from '../../../design/button.tsx';
import { Skeleton } from '../../../design/skeleton.tsx';
import { Switch } from '../../../design/switch.tsx';
import { useChat, useSession } from '../state/chat-context.ts';
import { changeRoom } from '../state/room-actions.ts';
import { ResponderStatus } from './responder-status.tsx';

export interface RoomHeaderProps {
  readonly roomId: string | undefined;
  readonly onOpenRooms: () => void;
}

/** The room's name, who answers in it, and whether it paints. */
export function RoomHeader({ roomId, onOpenRooms }: RoomHeaderProps) {
  const session = useSession();
  const room = useChat((state) => state.rooms.find(({ id }) => id === roomId));
  return (
    <header className="flex min-h-14 items-center gap-1 border-b border-line px-2 sm:gap-2 sm:px-5">
      <IconButton label="Rooms" icon="menu" onClick={onOpenRooms} className="lg:hidden" />
      <div className="min-w-0 flex-1">
        {room === undefined ? (
          <Skeleton className="h-5 w-36" />
        ) : (
          <h1 className="truncate font-display text-xl leading-tight sm:text-[1.45rem]" dir="auto">
            {room.name}
          </h1>
        )}
      </div>
      <ResponderStatus />
      {room !== undefined && (
        <Switch
          label="Pictures"
          checked={room.picturesEnabled}
          onChange={(picturesEnabled) => void changeRoom(session, room, { picturesEnabled })}
        />
      )}
    </header>
  );
}
