import { useChat, useSession } from '../state/chat-context.ts';
import { changeRoom } from '../state/room-actions.ts';
import { parseCommand } from './completion.ts';

export interface ComposerHintProps {
  readonly roomId: string;
  readonly text: string;
  readonly longest: number;
}

/** One line below the field: how to write what is being written. It is always as tall, so that nothing moves. */
export function ComposerHint({ roomId, text, longest }: ComposerHintProps) {
  return (
    <p className="mt-1.5 flex min-h-5 items-center justify-center truncate px-3 text-xs text-ink-faint">
      <Hint roomId={roomId} text={text} longest={longest} />
    </p>
  );
}

function Hint({ roomId, text, longest }: ComposerHintProps) {
  const session = useSession();
  const room = useChat((state) => state.rooms.find(({ id }) => id === roomId));
  const name = parseCommand(text)?.name;
  const command = useChat((state) => state.commands.find((known) => known.name === name));
  if (text.length > longest) {
    return <span className="text-danger">{`Too long by ${text.length - longest} characters.`}</span>;
  }
  if (name === 'image' && room?.picturesEnabled === false) {
    return (
      <>
        Pictures are off in this room.
        <button
          type="button"
          onClick={() => void changeRoom(session, room, { picturesEnabled: true })}
          className="ml-1.5 font-medium text-accent underline underline-offset-2"
        >
          Turn them on
        </button>
      </>
    );
  }
  if (command !== undefined) return <span className="truncate font-mono">{command.usage}</span>;
  return (
    <>
      <span className="max-sm:hidden">Enter sends, Shift+Enter makes a new line,&nbsp;</span>/ shows the commands
    </>
  );
}
