import type { Algorithm } from '@starweave/contract';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { describeReason, describeStanding } from '../model/describe-algorithm.ts';

export interface AlgorithmTabsProps {
  readonly algorithms: readonly Algorithm[];
  readonly chosen: string;
  readonly onChoose: (algorithm: string) => void;
  /** Id of what the tabs change. */
  readonly panelId: string;
}

const ROOM_PX = 20;

/** One tab for each algorithm; one that does not serve can be chosen too, and the answer says who stood in. */
export function AlgorithmTabs({ algorithms, chosen, onChoose, panelId }: AlgorithmTabsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when another one is chosen
  useEffect(() => showChosen(scroller.current), [chosen]);
  return (
    <div ref={scroller} className="-mx-4 overflow-x-auto px-4 py-1 sm:mx-0 sm:px-0">
      <div
        role="tablist"
        aria-label="Algorithm"
        onKeyDown={moveAmongTabs}
        className="inline-flex gap-1 rounded-full bg-sunken p-1"
      >
        {algorithms.map((algorithm) => {
          const isChosen = algorithm.id === chosen;
          const serves = describeStanding(algorithm).kind === 'serves';
          return (
            <button
              key={algorithm.id}
              id={`${panelId}-${algorithm.id}`}
              type="button"
              role="tab"
              aria-selected={isChosen}
              aria-controls={panelId}
              tabIndex={isChosen ? 0 : -1}
              title={describeReason(algorithm) || algorithm.description}
              onClick={() => onChoose(algorithm.id)}
              className={`min-h-9 rounded-full px-4 text-sm whitespace-nowrap transition-colors ${isChosen ? 'bg-surface font-medium text-ink shadow-sm' : 'text-ink-soft hover:text-ink'} ${serves ? '' : 'line-through decoration-1'}`}
            >
              {algorithm.name}
            </button>
          );
        })}
      </div>
    </div>
  );
}

/** In a narrow window the chosen tab may lie beyond the edge; the page itself stays where it is. */
function showChosen(scroller: HTMLElement | null): void {
  const tab = scroller?.querySelector<HTMLElement>('[aria-selected=true]');
  if (scroller === null || tab === null || tab === undefined) return;
  const frame = scroller.getBoundingClientRect();
  const { left, right } = tab.getBoundingClientRect();
  const beyond = Math.max(0, right + ROOM_PX - frame.right) + Math.min(0, left - ROOM_PX - frame.left);
  scroller.scrollLeft += beyond;
}

/** Arrows, Home and End choose a tab, as they do in every row of tabs. */
function moveAmongTabs(event: KeyboardEvent<HTMLElement>): void {
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')];
  const at = tabs.indexOf(event.target as HTMLElement);
  const places: Readonly<Record<string, number>> = {
    ArrowRight: (at + 1) % tabs.length,
    ArrowLeft: (at - 1 + tabs.length) % tabs.length,
    Home: 0,
    End: tabs.length - 1,
  };
  const next = tabs[places[event.key] ?? -1];
  if (at === -1 || next === undefined) return;
  event.preventDefault();
  next.focus();
  next.click();
}
