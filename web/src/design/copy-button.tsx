import { useEffect, useState } from 'react';
import { announce } from './announcer.tsx';
import { IconButton } from './button.tsx';
import { copyText } from './copy-text.ts';
import type { IconName } from './icon.tsx';

export interface CopyButtonProps {
  readonly label: string;
  readonly text: string;
  readonly icon?: IconName;
}

/** Copies a text and shows for a moment that it did. */
export function CopyButton({ label, text, icon = 'copy' }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    const worked = await copyText(text);
    setCopied(worked);
    announce(worked ? 'Copied' : 'Copying isn’t allowed here');
  };
  return <IconButton label={label} icon={copied ? 'check' : icon} onClick={() => void copy()} />;
}
