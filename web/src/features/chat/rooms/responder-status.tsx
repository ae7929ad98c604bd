import type { GetResponderResponse } from '@starweave/contract';
import { useState } from 'react';
import { Button } from '../../../design/button.tsx';
import { Dialog } from '../../../design/dialog.tsx';
import { Icon } from '../../../design/icon.tsx';
import { Markdown } from '../conversation/markdown.tsx';
import { useChat, useSession } from '../state/chat-context.ts';

/** Who answers plain messages; pressing it says more, and how to connect a language model. */
export function ResponderStatus() {
  const responder = useChat((state) => state.responder);
  const [open, setOpen] = useState(false);
  if (responder === undefined) return null;
  const name = nameOf(responder);
  const hasModel = responder.connected && responder.model !== '';
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-haspopup="dialog"
        aria-label={`Answers: ${name}`}
        className="inline-flex min-h-9 max-w-44 items-center gap-2 rounded-full px-2.5 text-sm text-ink-soft transition-colors hover:bg-accent-wash hover:text-ink"
      >
        <span className="-mr-1 sm:hidden">
          <Icon name="plug" size={18} />
        </span>
        <span
          className={`size-2 shrink-0 rounded-full ${hasModel ? 'bg-success' : 'border-[1.5px] border-ink-faint'}`}
        />
        <span className="hidden truncate sm:inline">{name}</span>
      </button>
      {open && <ResponderDialog responder={responder} onClose={() => setOpen(false)} />}
    </>
  );
}

interface ResponderDialogProps {
  readonly responder: GetResponderResponse;
  readonly onClose: () => void;
}

function ResponderDialog({ responder, onClose }: ResponderDialogProps) {
  const session = useSession();
  const [checking, setChecking] = useState(false);
  const check = async () => {
    setChecking(true);
    await session.loadResponder().catch((reason: unknown) => session.alert(reason));
    setChecking(false);
  };
  return (
    <Dialog title="Who answers" onClose={onClose}>
      <p className="mb-3">{describe(responder)}</p>
      {responder.advice !== '' && (
        <div className="mb-5 text-ink-soft">
          <Markdown text={responder.advice} />
        </div>
      )}
      <div className="flex justify-end gap-2">
        <Button icon="repeat" busy={checking} onClick={() => void check()}>
          Look again
        </Button>
      </div>
    </Dialog>
  );
}

function nameOf({ model }: GetResponderResponse): string {
  return model === '' ? 'Built-in host' : model;
}

function describe({ kind, model, connected }: GetResponderResponse): string {
  const where = kind === 'ollama' ? 'Ollama' : 'an OpenAI-compatible server';
  if (model === '') return 'The built-in host answers plain messages: it explains what Starweave can do.';
  return connected
    ? `Your own language model ${model} answers plain messages, through ${where}.`
    : `${model}, through ${where}, doesn’t answer right now.`;
}
