import { createIdentifier } from '../identifier.ts';
import type { Services } from '../services.ts';
import type { OpenStream } from './event-feed.ts';
import type { Leadership } from './leadership.ts';
import { type LeaseChannel, LeaseLeadership } from './lease-leadership.ts';
import { SharedEvents, type SharedEventsListener } from './shared-events.ts';
import { createTabChannel, type RoomPosition } from './tab-channel.ts';
import { WebLocksLeadership } from './web-locks-leadership.ts';

const NAME = 'starweave-events';

/** Joins the browser's shared stream of events, and leaves it when the page goes. */
export function openSharedEvents(chat: Services['chat'], listener: SharedEventsListener): SharedEvents {
  const events = new SharedEvents({
    channel: createTabChannel(NAME),
    leadership: createLeadership(),
    openStream: createOpenStream(chat),
    listener,
    isVisible: () => document.visibilityState === 'visible',
  });
  window.addEventListener('online', () => events.retryNow());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    events.announce();
    listener.onRoomsChanged();
  });
  window.addEventListener('pagehide', (event) => {
    // A page that the browser keeps for "back" is loaded anew instead: it can't follow events meanwhile.
    if (event.persisted) window.addEventListener('pageshow', () => window.location.reload(), { once: true });
    events.close();
  });
  return events;
}

function createOpenStream(chat: Services['chat']): OpenStream {
  return (rooms: readonly RoomPosition[], signal: AbortSignal) => {
    const [first, ...also] = rooms;
    return chat.watchEvents({ ...first, also }, { signal, timeoutMs: 0 });
  };
}

function createLeadership(): Leadership {
  if (navigator.locks !== undefined) return new WebLocksLeadership(navigator.locks, NAME);
  return new LeaseLeadership(createLeaseChannel(), createIdentifier());
}

function createLeaseChannel(): LeaseChannel {
  if (typeof BroadcastChannel === 'undefined') return { post() {}, listen() {}, close() {} };
  const channel = new BroadcastChannel(`${NAME}-lease`);
  return {
    post: (message) => channel.postMessage(message),
    listen: (receive) => channel.addEventListener('message', (event) => receive(event.data)),
    close: () => channel.close(),
  };
}
