import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useSession } from '../state/chat-context.ts';
import { returnToComposer, setDraft, useDraft } from '../state/drafts.ts';
import { sendMessage } from '../state/message-actions.ts';
import { acceptSuggestion, type Completion, type Suggestion } from './completion.ts';
import { type CompletionState, useCompletion } from './use-completion.ts';
import { useSentHistory } from './use-sent-history.ts';

export const LONGEST_MESSAGE = 20_000;
const TALLEST_PX = 200;

export interface ComposerState {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly canSend: boolean;
  readonly completion: Completion | undefined;
  /** Place of the chosen suggestion. */
  readonly active: number;
  readonly change: (text: string, caret: number) => void;
  readonly moveCaret: (caret: number) => void;
  readonly take: (suggestion: Suggestion) => void;
  readonly send: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** What the field to write in knows and does. */
export function useComposer(roomId: string): ComposerState {
  const session = useSession();
  const text = useDraft(roomId);
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(text.length);
  const menu = useCompletion(text, caret);
  const history = useSentHistory(roomId, text);
  useFieldHeight(field, text);
  useEffect(returnToComposer, []);
  const words = text.trim();
  const canSend = words !== '' && words.length <= LONGEST_MESSAGE;

  const write = (next: string, nextCaret = next.length) => {
    setDraft(roomId, next);
    setCaret(nextCaret);
    requestAnimationFrame(() => field.current?.setSelectionRange(nextCaret, nextCaret));
  };
  const take = (suggestion: Suggestion) => {
    if (menu.completion === undefined) return;
    const accepted = acceptSuggestion(text, menu.completion, suggestion);
    write(accepted.text, accepted.caret);
    field.current?.focus();
  };
  const send = () => {
    if (!canSend) return;
    setDraft(roomId, '');
    history.forget();
    void sendMessage(session, roomId, words);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const action = findMenuAction(event, menu, { words, take });
    const recalled = menu.completion === undefined ? history.recall(event) : undefined;
    const isSend = event.key === 'Enter' && !event.shiftKey;
    if (action === undefined && recalled === undefined && !isSend) return;
    event.preventDefault();
    if (action !== undefined) action();
    else if (recalled !== undefined) write(recalled);
    else send();
  };
  const change = (next: string, nextCaret: number) => {
    setDraft(roomId, next);
    setCaret(nextCaret);
  };
  const { completion, active } = menu;
  return { field, text, canSend, completion, active, change, moveCaret: setCaret, take, send, onKeyDown };
}

interface MenuContext {
  readonly words: string;
  readonly take: (suggestion: Suggestion) => void;
}

/** What a key does while something is offered; undefined where it means what it always does. */
function findMenuAction(
  event: KeyboardEvent,
  { completion, active, move, dismiss }: CompletionState,
  { words, take }: MenuContext,
): (() => void) | undefined {
  const suggestion = completion?.suggestions[active];
  if (suggestion === undefined || event.shiftKey) return undefined;
  switch (event.key) {
    case 'ArrowDown':
      return () => move(1);
    case 'ArrowUp':
      return () => move(-1);
    case 'Escape':
      return dismiss;
    case 'Tab':
      return () => take(suggestion);
    case 'Enter': {
      // A command that is wholly typed and takes nothing more is sent.
      const isComplete = suggestion.insert.trim() === words && suggestion.placeholder === '';
      return isComplete ? undefined : () => take(suggestion);
    }
    default:
      return undefined;
  }
}

/** The field is as tall as its text, up to a limit. */
function useFieldHeight(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what makes the height
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(TALLEST_PX, element.scrollHeight)}px`;
  }, [field, text]);
}
