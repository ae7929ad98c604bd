import { Icon, type IconName } from '../../../design/icon.tsx';
import { Logo } from '../../../design/logo.tsx';
import { useChat, useSession } from '../state/chat-context.ts';
import { returnToComposer } from '../state/drafts.ts';
import { sendMessage } from '../state/message-actions.ts';

interface Example {
  readonly text: string;
  readonly icon: IconName;
}

const PICTURES: readonly Example[] = [
  { text: '/image a lighthouse under a full moon, watercolor', icon: 'picture' },
  { text: '/image a red sailboat in the rain', icon: 'picture' },
];

const WORDS: readonly Example[] = [
  { text: '/recommend something like Heat, but funnier', icon: 'film' },
  { text: 'What can you do?', icon: 'sparkle' },
];

/** An empty room: what it is for, and sentences to begin with. */
export function Welcome({ roomId }: { readonly roomId: string }) {
  const session = useSession();
  const paints = useChat((state) => state.rooms.find(({ id }) => id === roomId)?.picturesEnabled !== false);
  const examples = paints ? [...PICTURES, ...WORDS] : WORDS;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto grid min-h-full w-full max-w-3xl content-center gap-8 px-4 py-10 sm:px-6">
        <div className="grid justify-items-start gap-4">
          <Logo size={52} />
          <h2 className="font-display text-[2.6rem] leading-[1.05] tracking-tight text-balance sm:text-6xl">
            Say it, and <em className="text-accent">watch it woven.</em>
          </h2>
          <p className="max-w-lg text-lg text-ink-soft">
            Describe a picture after <code className="font-mono text-[0.9em] text-accent">/image</code> and a small
            diffusion model on this machine paints it. Say what you feel like watching after{' '}
            <code className="font-mono text-[0.9em] text-accent">/recommend</code>. Everything else you write is a
            conversation.
          </p>
        </div>
        <ul aria-label="Examples" className="grid gap-2 sm:grid-cols-2">
          {examples.map(({ text, icon }) => (
            <li key={text}>
              <button
                type="button"
                onClick={() => {
                  void sendMessage(session, roomId, text);
                  returnToComposer();
                }}
                className="flex h-full w-full items-center gap-3 rounded-2xl border border-line bg-surface px-4 py-3 text-left text-[0.9375rem] transition-colors hover:border-accent"
              >
                <span className="text-accent">
                  <Icon name={icon} />
                </span>
                <span>{text}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
