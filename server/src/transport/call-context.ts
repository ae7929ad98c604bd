import { createContextKey, type HandlerContext } from '@connectrpc/connect';
import type { Caller } from '../accounts/caller.ts';

/** Who makes the call; set before any handler runs. */
export const callerKey = createContextKey<Caller | undefined>(undefined, { description: 'caller' });

/** Names the call in answers and in the log. */
export const requestIdKey = createContextKey<string>('', { description: 'request id' });

/** Who makes the call that a handler answers. */
export function getCaller(context: Pick<HandlerContext, 'values'>): Caller {
  const caller = context.values.get(callerKey);
  if (caller === undefined) throw new Error('The call reached its handler without a caller.');
  return caller;
}
