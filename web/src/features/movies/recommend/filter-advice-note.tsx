import type { RecommendResponse } from '@starweave/contract';
import { Button } from '../../../design/button.tsx';
import { Icon } from '../../../design/icon.tsx';
import { nameLoosening } from '../film/name-loosening.ts';

export interface FilterAdviceNoteProps {
  readonly answer: RecommendResponse;
  readonly onLoosen: (field: string) => void;
}

/** Where filters leave less than was asked for: which one to loosen, with one press. */
export function FilterAdviceNote({ answer, onLoosen }: FilterAdviceNoteProps) {
  const { recommendations, advice } = answer;
  // Which model answered instead is said above the list.
  const notices = answer.notices.filter(({ code }) => code !== 'model-fallback');
  const count = recommendations.length;
  if (advice.length === 0 && notices.length === 0 && count > 0) return null;
  return (
    <div className="grid gap-2.5 rounded-2xl bg-glow-wash px-4 py-3.5 text-[0.9375rem]">
      {(count === 0 || advice.length > 0) && (
        <p className="flex items-center gap-2.5 font-medium">
          <span className="text-glow">
            <Icon name="filter" size={18} />
          </span>
          {count === 0
            ? 'No film passes all of this.'
            : `Only ${count} ${count === 1 ? 'film passes' : 'films pass'} all of this.`}
        </p>
      )}
      {advice.map(({ field, text }) => (
        <p key={field} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <span className="text-ink-soft">{text}</span>
          <Button icon="filter" onClick={() => onLoosen(field)}>
            {nameLoosening(field)}
          </Button>
        </p>
      ))}
      {notices.map(({ code, text }) => (
        <p key={code + text} className="text-ink-soft">
          {text}
        </p>
      ))}
    </div>
  );
}
