import type { Message } from '@starweave/contract';
import { useState } from 'react';
import { Button } from '../../../design/button.tsx';
import { Icon } from '../../../design/icon.tsx';
import { useChat, useSession } from '../state/chat-context.ts';
import { editInComposer } from '../state/drafts.ts';
import { sendMessage } from '../state/message-actions.ts';
import { changeRoom } from '../state/room-actions.ts';
import { suggestCommandRepairs } from './command-repairs.ts';

/** Why there is no answer, what to do about it, and the ways out as buttons. */
export function MessageFailurePanel({ message, words }: { readonly message: Message; readonly words: string }) {
  const session = useSession();
  const { failure, roomId } = message;
  const refusal = `${failure?.message ?? ''} ${failure?.advice ?? ''}`;
  return (
    <div className="flex max-w-xl gap-3 rounded-2xl bg-danger-wash px-4 py-3.5">
      <span className="mt-0.5 text-danger">
        <Icon name="warning" />
      </span>
      <div className="grid min-w-0 grid-cols-1 gap-2">
        <p className="font-medium break-words">{failure?.message ?? 'There was no answer.'}</p>
        {failure !== undefined && failure.advice !== '' && (
          <p className="break-words text-ink-soft">{failure.advice}</p>
        )}
        {words !== '' && (
          <div className="mt-1 flex flex-wrap gap-2">
            {failure?.code === 'pictures-disabled' && <TurnOnPictures roomId={roomId} words={words} />}
            {suggestCommandRepairs(words, refusal).map(({ label, text }) => (
              <Button key={label} icon="sparkle" onClick={() => void sendMessage(session, roomId, text)}>
                {label}
              </Button>
            ))}
            <Button icon="repeat" onClick={() => void sendMessage(session, roomId, words)}>
              Try again
            </Button>
            <Button icon="pencil" onClick={() => editInComposer(roomId, words)}>
              Edit and send again
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

function TurnOnPictures({ roomId, words }: { readonly roomId: string; readonly words: string }) {
  const session = useSession();
  const room = useChat((state) => state.rooms.find(({ id }) => id === roomId));
  // Once it has done its work it stays where it is: in its place a second press would mean another button.
  const [wasOff] = useState(room?.picturesEnabled === false);
  if (room === undefined || (room.picturesEnabled && !wasOff)) return null;
  const turnOn = async () => {
    if (await changeRoom(session, room, { picturesEnabled: true })) await sendMessage(session, roomId, words);
  };
  return (
    <Button icon="picture" off={room.picturesEnabled} onClick={() => void turnOn()}>
      Turn pictures on and paint
    </Button>
  );
}
