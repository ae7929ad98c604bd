import type { ChatCommand } from '../commands/chat-command.ts';
import type { ChatResponder, ResponderState } from './chat-responder.ts';
import { createHostResponder } from './host-responder.ts';

/** Who answers plain messages. */
export interface ResponderChoice {
  /** The first responder that is available; the built-in host when none is. */
  choose(): Promise<{ readonly responder: ChatResponder; readonly state: ResponderState; readonly advice: string }>;
}

export function createResponderChoice(
  responders: readonly ChatResponder[],
  commands: readonly ChatCommand[],
): ResponderChoice {
  const explainAbsence = async () => {
    const states = await Promise.all(responders.map((responder) => responder.findState()));
    return states
      .map(({ advice }) => advice)
      .filter((advice) => advice !== '')
      .join(' ');
  };
  const host = createHostResponder(commands, explainAbsence);
  return {
    async choose() {
      for (const responder of responders) {
        const state = await responder.findState();
        if (state.available) return { responder, state, advice: '' };
      }
      const state = await host.findState();
      const advice = [state.advice, await explainAbsence()].filter((part) => part !== '').join(' ');
      return { responder: host, state, advice };
    },
  };
}
