import { parseCommand } from '../composer/completion.ts';

/** What a person wrote, as they wrote it; a command's name stands out. */
export function PersonBubble({ text, isPending = false }: { readonly text: string; readonly isPending?: boolean }) {
  const command = parseCommand(text);
  return (
    <div
      dir="auto"
      className={`max-h-[60vh] max-w-[85%] overflow-y-auto rounded-3xl rounded-br-lg bg-accent-wash px-4.5 py-2.5 break-words whitespace-pre-wrap transition-opacity ${isPending ? 'opacity-60' : ''}`}
    >
      {command === undefined ? (
        text
      ) : (
        <>
          <span className="font-medium text-accent">/{command.name}</span>
          {command.rest !== '' && ` ${command.rest}`}
        </>
      )}
    </div>
  );
}
