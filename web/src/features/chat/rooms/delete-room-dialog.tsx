import type { Room } from '@starweave/contract';
import { useState } from 'react';
import { navigate } from '../../../api/location.ts';
import { Button } from '../../../design/button.tsx';
import { Dialog } from '../../../design/dialog.tsx';
import { useSession } from '../state/chat-context.ts';
import { deleteRoom } from '../state/room-actions.ts';

export interface DeleteRoomDialogProps {
  readonly room: Room;
  readonly isCurrent: boolean;
  readonly onClose: () => void;
}

export function DeleteRoomDialog({ room, isCurrent, onClose }: DeleteRoomDialogProps) {
  const session = useSession();
  const [deleting, setDeleting] = useState(false);
  const confirm = async () => {
    setDeleting(true);
    const isGone = await deleteRoom(session, room.id);
    setDeleting(false);
    onClose();
    if (isGone && isCurrent) navigate('/', { replace: true });
  };
  return (
    <Dialog title="Delete this room?" onClose={onClose}>
      <p className="mb-6 text-ink-soft">
        “<span className="break-words text-ink">{room.name}</span>” and its messages go for good. This can’t be undone.
      </p>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Keep it</Button>
        <Button variant="danger" busy={deleting} onClick={() => void confirm()}>
          Delete room
        </Button>
      </div>
    </Dialog>
  );
}
