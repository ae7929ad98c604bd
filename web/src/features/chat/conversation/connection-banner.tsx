import { useEffect, useRef, useState } from 'react';
import { Button } from '../../../design/button.tsx';
import { Spinner } from '../../../design/spinner.tsx';
import { useChat, useSession } from '../state/chat-context.ts';
import { returnToComposer } from '../state/drafts.ts';
import { useLostFocus } from './use-lost-focus.ts';

/** Says that the server isn't reached and when it is tried again; lies above the page, so that nothing moves. */
export function ConnectionBanner() {
  const session = useSession();
  const connection = useChat((state) => state.connection);
  // The first attempt follows within a moment and mostly succeeds; a banner for it would only flicker.
  const isCutOff = connection.state === 'waiting' && connection.attempt > 1;
  const seconds = useSecondsUntil(connection.state === 'waiting' ? connection.retryAtMs : undefined);
  const box = useRef<HTMLDivElement>(null);
  useLostFocus(box, returnToComposer);
  return (
    <div
      ref={box}
      role="status"
      className="pointer-events-none absolute inset-x-0 top-16 z-20 flex justify-center px-3"
    >
      {isCutOff && (
        <div className="pointer-events-auto flex animate-appear items-center gap-3 rounded-full border border-line bg-surface py-1.5 pr-1.5 pl-4 text-sm shadow-lift">
          <span className="text-glow">
            <Spinner size={16} />
          </span>
          <span>
            Can’t reach Starweave.{' '}
            <span aria-hidden="true" className="text-ink-soft">
              {seconds > 0 ? `Next try in ${seconds} s.` : 'Trying now…'}
            </span>
          </span>
          <Button onClick={() => session.retryNow()} className="px-3">
            Try now
          </Button>
        </div>
      )}
    </div>
  );
}

function useSecondsUntil(timeMs: number | undefined): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    if (timeMs === undefined) return;
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), 500);
    return () => clearInterval(timer);
  }, [timeMs]);
  return timeMs === undefined ? 0 : Math.max(0, Math.ceil((timeMs - nowMs) / 1000));
}
