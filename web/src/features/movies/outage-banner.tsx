import { useWaitingCalls } from '../../api/outage.ts';
import { Button } from '../../design/button.tsx';
import { Spinner } from '../../design/spinner.tsx';

/**
 * Says that films, or all of Starweave, aren't reached and are being tried again; lies over the page, so nothing moves:
 * under the header, or on phones above the lower edge, where no heading is.
 */
export function OutageBanner() {
  const calls = useWaitingCalls();
  const first = calls.find(({ isLate }) => isLate !== true) ?? calls[0];
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-20 z-30 flex justify-center px-3 lg:top-18 lg:bottom-auto"
    >
      {first !== undefined && (
        <div
          className={`pointer-events-auto flex max-w-xl animate-appear items-center gap-3 rounded-full border border-line bg-surface ${first.isLate === true ? 'py-3 pr-4' : 'py-1.5 pr-1.5'} pl-4 text-sm shadow-lift`}
        >
          <span className="text-glow">
            <Spinner size={16} />
          </span>
          <span className="min-w-0 break-words">
            {first.message} {first.isLate !== true && <span className="text-ink-soft">Trying again…</span>}
          </span>
          {first.isLate !== true && (
            <Button
              className="shrink-0 px-3"
              onClick={() => {
                for (const call of calls) call.retryNow();
              }}
            >
              Try now
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
