import type { ChatCommand } from '../commands/chat-command.ts';
import type { ChatResponder } from './chat-responder.ts';
import { describeCommands } from './describe-commands.ts';

const hostName = 'Starweave';

/** How to connect a language model, in one sentence. */
const connectAdvice =
  'Start Ollama (https://ollama.com) with a model, for example `ollama pull llama3.2`, or point STARWEAVE_OPENAI_BASE_URL at any OpenAI-compatible server; it is found within half a minute.';

/**
 * The built-in host, for when no language model answers: says what can be done here and how to connect one.
 *
 * `explainAbsence` says why none answers, '' when there is nothing to say.
 */
export function createHostResponder(
  commands: readonly ChatCommand[],
  explainAbsence: () => Promise<string>,
): ChatResponder {
  return {
    kind: 'built-in',
    author: 'host',
    findState: async () => ({ available: true, name: hostName, advice: connectAdvice }),
    async *answer({ conversation }) {
      const said = conversation.at(-1)?.text ?? '';
      const absence = await explainAbsence();
      const isGreeting = /^\W*(hi|hey|hello|hallo|moin|good (morning|evening|day)|help|what can you do)\b/i.test(said);
      yield isGreeting ? 'Hello! ' : 'I’m the built-in host and can’t hold a conversation myself. ';
      yield describeAbilities(commands);
      yield `\n\nTo talk with a language model here: ${connectAdvice}`;
      if (absence !== '') yield `\n\n${absence}`;
    },
  };
}

function describeAbilities(commands: readonly ChatCommand[]): string {
  if (commands.length === 0) return 'No commands are installed.';
  const [example] = commands.flatMap(({ examples }) => examples);
  const tryIt = example === undefined ? '' : `\n\nTry \`${example}\``;
  return `This is what works right now:\n\n${describeCommands(commands)}${tryIt}`;
}
