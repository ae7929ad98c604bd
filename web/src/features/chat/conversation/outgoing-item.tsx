import { Button } from '../../../design/button.tsx';
import { useSession } from '../state/chat-context.ts';
import type { OutgoingMessage } from '../state/chat-state.ts';
import { discardMessage, resendMessage } from '../state/message-actions.ts';
import { PersonBubble } from './person-bubble.tsx';

/** A message on its way, or one that didn't get there. */
export function OutgoingItem({ roomId, message }: { readonly roomId: string; readonly message: OutgoingMessage }) {
  const session = useSession();
  return (
    <li className="flex flex-col items-end gap-2">
      <PersonBubble text={message.text} isPending={message.status !== 'failed'} />
      {message.status === 'waiting' && (
        <p role="status" className="text-sm text-ink-faint">
          Waiting for Starweave. It goes out by itself.
        </p>
      )}
      {message.status === 'failed' && (
        <div role="alert" className="flex flex-wrap items-center justify-end gap-2 text-sm">
          <span className="text-danger">Not sent. {message.problem}</span>
          <Button icon="repeat" onClick={() => void resendMessage(session, roomId, message)}>
            Try again
          </Button>
          <Button variant="quiet" onClick={() => discardMessage(session, roomId, message.key)}>
            Discard
          </Button>
        </div>
      )}
    </li>
  );
}
