import { Author } from '@starweave/contract';
import { type KeyboardEvent, useState } from 'react';
import { useSession } from '../state/chat-context.ts';
import { listSent, recallSent } from './sent-history.ts';

export interface SentHistoryKeys {
  /** The text that an arrow key brings back; undefined where the key means something else. */
  readonly recall: (event: KeyboardEvent) => string | undefined;
  readonly forget: () => void;
}

/** The up arrow in an empty field brings back what was sent last, then what came before it. */
export function useSentHistory(roomId: string, text: string): SentHistoryKeys {
  const session = useSession();
  const [recalled, setRecalled] = useState<{ readonly at: number; readonly text: string }>();
  const isRecalling = recalled !== undefined && recalled.text === text;
  const recall = (event: KeyboardEvent): string | undefined => {
    const direction = event.key === 'ArrowUp' ? 'older' : event.key === 'ArrowDown' ? 'newer' : undefined;
    if (direction === undefined || (text !== '' && !isRecalling)) return undefined;
    if (direction === 'newer' && !isRecalling) return undefined;
    const messages = session.store.state.entries.get(roomId)?.timeline.messages ?? [];
    const sent = listSent(messages.filter(({ author }) => author === Author.PERSON).map((message) => message.text));
    const at = recallSent(sent, isRecalling ? recalled.at : undefined, direction);
    const found = at === undefined ? undefined : sent[at];
    setRecalled(at === undefined || found === undefined ? undefined : { at, text: found });
    if (direction === 'older' && found === undefined) return undefined;
    return found ?? '';
  };
  return { recall, forget: () => setRecalled(undefined) };
}
