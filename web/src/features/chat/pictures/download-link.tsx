import type { Picture } from '@starweave/contract';
import { Icon } from '../../../design/icon.tsx';
import { nameFile } from './job-facts.ts';

/** Saves a picture under a name that says what it is. */
export function DownloadLink({ picture, prompt }: { readonly picture: Picture; readonly prompt: string }) {
  return (
    <a
      href={picture.url}
      download={nameFile(prompt, String(picture.seed64), picture.format)}
      aria-label="Download"
      title="Download"
      className="inline-grid size-9 place-items-center rounded-full text-ink-soft transition-colors hover:bg-accent-wash hover:text-ink"
    >
      <Icon name="download" size={19} />
    </a>
  );
}
