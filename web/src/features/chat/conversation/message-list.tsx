import { useCallback } from 'react';
import { Button } from '../../../design/button.tsx';
import { useSession } from '../state/chat-context.ts';
import type { OutgoingMessage, RoomEntry } from '../state/chat-state.ts';
import { findJob } from '../state/room-timeline.ts';
import { MessageItem } from './message-item.tsx';
import { OutgoingItem } from './outgoing-item.tsx';
import { precedingWords } from './preceding-words.ts';
import { useLostFocus } from './use-lost-focus.ts';
import { useStickToBottom } from './use-stick-to-bottom.ts';

export interface MessageListProps {
  readonly roomId: string;
  readonly entry: RoomEntry;
  readonly outgoing: readonly OutgoingMessage[];
}

/** The conversation. It stays at its end as it grows, unless someone has scrolled up. */
export function MessageList({ roomId, entry, outgoing }: MessageListProps) {
  const { timeline, loadingOlder } = entry;
  const { messages } = timeline;
  const unsent = outgoing.filter(({ storedAs }) => storedAs === undefined);
  const stick = useStickToBottom(messages[0]?.id, unsent.length);
  const { scroller } = stick;
  const focusScroller = useCallback(() => scroller.current?.focus({ preventScroll: true }), [scroller]);
  useLostFocus(scroller, focusScroller);
  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={scroller}
        aria-label="Conversation"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must be able to
        tabIndex={0}
        className="h-full overflow-y-auto [overflow-anchor:none]"
      >
        <div ref={stick.content} className="mx-auto w-full max-w-3xl px-4 pt-6 pb-8 sm:px-6">
          {timeline.hasMore && <EarlierMessages roomId={roomId} loading={loadingOlder} />}
          <ol aria-label="Messages" className="flex flex-col gap-6">
            {messages.map((message, index) => (
              <MessageItem
                key={message.id}
                message={message}
                job={findJob(timeline, message)}
                progress={message.job && timeline.progress.get(message.job.id)}
                words={precedingWords(messages, index)}
              />
            ))}
            {unsent.map((message) => (
              <OutgoingItem key={message.key} roomId={roomId} message={message} />
            ))}
          </ol>
        </div>
      </section>
      {!stick.isAtEnd && (
        <Button
          icon="arrow-down"
          onClick={() => {
            stick.scrollToEnd();
            // The button goes.
            focusScroller();
          }}
          className="absolute bottom-3 left-1/2 -translate-x-1/2 shadow-lift"
        >
          Latest
        </Button>
      )}
    </div>
  );
}

function EarlierMessages({ roomId, loading }: { readonly roomId: string; readonly loading: boolean }) {
  const session = useSession();
  return (
    <div className="mb-6 flex justify-center">
      <Button busy={loading} onClick={() => void session.loadOlder(roomId)}>
        Earlier messages
      </Button>
    </div>
  );
}
