import type { Job, JobProgress, Message } from '@starweave/contract';
import { Author, MessageState } from '@starweave/contract';
import { lazy, memo, Suspense, useDeferredValue, useState } from 'react';
import { Button } from '../../../design/button.tsx';
import { CopyButton } from '../../../design/copy-button.tsx';
import { LoadBoundary } from '../../../design/load-boundary.tsx';
import { Skeleton } from '../../../design/skeleton.tsx';
import { PictureCard } from '../pictures/picture-card.tsx';
import { useSession } from '../state/chat-context.ts';
import { returnToComposer } from '../state/drafts.ts';
import { stopMessage } from '../state/message-actions.ts';
import { formatTime } from './format-time.ts';
import { Markdown } from './markdown.tsx';
import { MessageFailurePanel } from './message-failure-panel.tsx';
import { PersonBubble } from './person-bubble.tsx';

export interface MessageItemProps {
  readonly message: Message;
  readonly job: Job | undefined;
  readonly progress: JobProgress | undefined;
  /** What a person wrote that this answers. */
  readonly words: string;
}

const FilmMessage = lazy(async () => ({ default: (await import('../films/film-message.tsx')).FilmMessage }));

/** One message: a person's bubble, a card of pictures or films, or an answer. */
export const MessageItem = memo(function MessageItem({ message, job, progress, words }: MessageItemProps) {
  if (message.author === Author.PERSON) {
    return (
      <li className="flex animate-appear justify-end" title={formatTime(message.createdAt)}>
        <span className="sr-only">You: </span>
        <PersonBubble text={message.text} />
      </li>
    );
  }
  return (
    <li className="animate-appear">
      {job !== undefined ? (
        <PictureCard job={job} progress={progress} words={words} />
      ) : message.movies !== undefined ? (
        <LoadBoundary>
          <Suspense fallback={<Skeleton className="h-44 rounded-3xl" />}>
            <FilmMessage message={message} card={message.movies} words={words} />
          </Suspense>
        </LoadBoundary>
      ) : (
        <Answer message={message} words={words} />
      )}
    </li>
  );
});

function Answer({ message, words }: { readonly message: Message; readonly words: string }) {
  const text = useDeferredValue(message.text);
  const isWriting = message.state === MessageState.WRITING;
  const isFailed = message.state === MessageState.FAILED;
  const name = message.authorName || 'Starweave';
  return (
    <article aria-label={name} aria-busy={isWriting} className="group flex flex-col gap-1">
      <div className="flex min-h-9 items-center gap-2 text-sm text-ink-faint">
        <span className="font-medium text-ink-soft">{name}</span>
        <time className="text-xs">{formatTime(message.createdAt)}</time>
        {isWriting ? (
          <StopButton message={message} />
        ) : (
          text !== '' && (
            <span className="opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100">
              <CopyButton label="Copy answer" text={message.text} />
            </span>
          )
        )}
      </div>
      {text !== '' && <Markdown text={text} />}
      {isWriting && <Writing />}
      {message.state === MessageState.STOPPED && <p className="text-sm text-ink-faint">Stopped here.</p>}
      {isFailed && <MessageFailurePanel message={message} words={words} />}
    </article>
  );
}

function StopButton({ message }: { readonly message: Message }) {
  const session = useSession();
  const [stopping, setStopping] = useState(false);
  const stop = async () => {
    setStopping(true);
    await stopMessage(session, message.roomId, message.id);
    setStopping(false);
    returnToComposer();
  };
  return (
    <Button icon="stop" busy={stopping} onClick={() => void stop()} className="ml-auto">
      Stop
    </Button>
  );
}

/** Three beads on a thread: an answer is being written. */
function Writing() {
  return (
    <div role="img" aria-label="Writing" className="flex h-6 items-center gap-1.5">
      {[0, 1, 2].map((bead) => (
        <span
          key={bead}
          className="size-1.5 animate-breathe rounded-full bg-accent"
          style={{ animationDelay: `${bead * 0.25}s` }}
        />
      ))}
    </div>
  );
}
