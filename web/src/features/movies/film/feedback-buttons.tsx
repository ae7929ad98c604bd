import { MovieFeedback } from '@starweave/contract';
import { Icon, type IconName } from '../../../design/icon.tsx';
import type { MarkedFilm } from './film-state.ts';
import { useFilmActions } from './use-film-actions.ts';

interface Choice {
  readonly feedback: MovieFeedback;
  readonly icon: IconName;
  readonly label: string;
}

const CHOICES: readonly Choice[] = [
  { feedback: MovieFeedback.LIKE, icon: 'heart', label: 'More like this' },
  { feedback: MovieFeedback.NOT_INTERESTED, icon: 'strike', label: 'Not interested' },
  { feedback: MovieFeedback.SEEN, icon: 'eye', label: 'Already seen' },
];

/** Like, not interested, already seen: pressed where it is said, pressed again to take it back. */
export function FeedbackButtons({ film }: { readonly film: MarkedFilm }) {
  const { feedback, toggle } = useFilmActions(film);
  return (
    <fieldset className="inline-flex items-center">
      <legend className="sr-only">What you say about {film.title}</legend>
      {CHOICES.map((choice) => {
        const isSaid = feedback === choice.feedback;
        return (
          <button
            key={choice.label}
            type="button"
            aria-pressed={isSaid}
            aria-label={`${choice.label}: ${film.title}`}
            title={choice.label}
            onClick={() => toggle(choice.feedback)}
            className={`inline-grid size-9 place-items-center @max-sm:size-8 rounded-full transition-colors ${isSaid ? 'bg-accent-wash text-accent [&_path]:fill-accent/25' : 'text-ink-soft hover:bg-accent-wash hover:text-ink'}`}
          >
            <Icon name={choice.icon} size={18} />
          </button>
        );
      })}
    </fieldset>
  );
}
