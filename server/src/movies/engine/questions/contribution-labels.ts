import type { Contribution } from '@starweave/recommender';
import { algorithmDescriptions } from '../../algorithms/algorithm-descriptions.ts';
import type { ExplainedPart, Film } from '../film-engine.ts';
import type { WishPart } from '../steering.ts';
import { sayTerm } from './contribution-sentence.ts';
import { sayFilm, sayStars } from './say-stars.ts';

/** Whose explanation it is. */
export interface LabelContext {
  readonly films: readonly Film[];
  /** The film that is explained. */
  readonly film: Film;
  readonly isStranger: boolean;
}

/** A contribution as people read it. */
export function labelContribution(part: Contribution, context: LabelContext): ExplainedPart {
  const { films, film, isStranger } = context;
  const { amount } = part;
  const [they, their] = isStranger ? ['They', 'Their'] : ['You', 'Your'];
  const above = amount < 0 ? 'below' : 'above';
  switch (part.kind) {
    case 'mean':
      return { kind: 'mean', amount, label: 'The mean of all ratings' };
    case 'user-bias':
      return { kind: 'user-bias', amount, label: `${their} ratings are ${above} those of others` };
    case 'item-bias':
      return { kind: 'item-bias', amount, label: `${sayFilm(film)} is rated ${above} the mean` };
    case 'rated-item': {
      const rated = films[part.item]!;
      const label = `${they} gave ${sayFilm(rated)} ${sayStars(part.rating)}`;
      return { kind: 'rated-item', amount, label, film: rated, rating: part.rating };
    }
    case 'neighbour': {
      const { rating, similarity } = part;
      const label = `Somebody with a taste like ${isStranger ? 'theirs' : 'yours'} gave it ${sayStars(rating)}`;
      return { kind: 'neighbour', amount, label, rating, similarity };
    }
    case 'term':
      return { kind: 'term', amount, label: capitalize(sayTerm(part.term)) };
    case 'part':
      return { kind: 'part', amount, label: `What ${algorithmDescriptions[part.part].name} says` };
    case 'rest':
      return { kind: 'rest', amount, label: capitalize(part.reason) };
  }
}

/** What feedback moved, as people read it; amounts in deviations become the explanation's unit. */
export function labelFeedback(part: WishPart, deviation: number, { films }: LabelContext): ExplainedPart {
  const film = films[part.film!]!;
  const title = sayFilm(film);
  const label =
    part.kind === 'liked'
      ? `You like ${title}, and this is like it`
      : `${title} does not interest you, and this is like it`;
  return { kind: 'part', amount: deviation * part.amount, label, film };
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
