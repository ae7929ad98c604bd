import type { Room } from '@starweave/contract';
import { type FormEvent, useState } from 'react';
import { Button } from '../../../design/button.tsx';
import { Dialog } from '../../../design/dialog.tsx';
import { useSession } from '../state/chat-context.ts';
import { changeRoom } from '../state/room-actions.ts';

const LONGEST_NAME = 100;

export function RenameRoomDialog({ room, onClose }: { readonly room: Room; readonly onClose: () => void }) {
  const session = useSession();
  const [name, setName] = useState(room.name);
  const trimmed = name.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (trimmed === '') return;
    if (trimmed !== room.name) void changeRoom(session, room, { name: trimmed });
    onClose();
  };
  return (
    <Dialog title="Rename room" onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-5">
        <label className="flex flex-col gap-1.5 text-sm text-ink-soft">
          Name
          <input
            autoFocus
            value={name}
            maxLength={LONGEST_NAME}
            onChange={(event) => setName(event.target.value)}
            onFocus={(event) => event.target.select()}
            className="rounded-xl border border-line-strong bg-paper px-3.5 py-2.5 text-base text-ink"
          />
        </label>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={trimmed === ''}>
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
