import { type Requested, useRequest } from '../../../api/use-request.ts';
import { useFilms } from './film-context.ts';

/**
 * A request whose answer rests on what the caller said about films: it asks anew with whatever the server has stored, and is
 * loading from the click on, so that an answer which is about to be another one never passes for the last word.
 */
export function useTailoredRequest<Answer>(
  key: string | undefined,
  call: (signal: AbortSignal) => Promise<Answer>,
): Requested<Answer> {
  const revision = useFilms((state) => state.revision);
  const isSending = useIsSending();
  const requested = useRequest(key === undefined ? undefined : `${key} ${revision}`, call);
  return { ...requested, isLoading: requested.isLoading || (key !== undefined && isSending) };
}

/** Whether the server has still to store something that was said about a film. */
export function useIsSending(): boolean {
  return useFilms((state) => state.sending > 0);
}
