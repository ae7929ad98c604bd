import type { Explanation, Prediction, Scorer, ScorerId, UserView } from '@starweave/recommender';
import type { KnownPerson } from './known-person.ts';

const MOST_VIEWS = 24;
const FEWEST_VIEWS = 2;
/** Of all kept views together, roughly. */
const KEPT_BYTES = 16e6;
/** A view holds the scores of all films, what films are expected to get, and how alike all people are. */
const BYTES_PER_FILM = 16;
const BYTES_PER_PERSON = 8;

/** How many people and films a view is about. */
export interface ViewSize {
  readonly userCount: number;
  readonly itemCount: number;
}

/** The number of views that are kept: 24, or as many as 16 MB have room for, but two at least. */
export function countKeptViews({ userCount, itemCount }: ViewSize): number {
  const viewBytes = itemCount * BYTES_PER_FILM + userCount * BYTES_PER_PERSON;
  return Math.max(FEWEST_VIEWS, Math.min(MOST_VIEWS, Math.floor(KEPT_BYTES / viewBytes)));
}

/** How models see people, kept for a while: the next question of the same person with the same ratings finds it ready. */
export class PersonViews {
  readonly #keptCount: number;
  readonly #views = new WeakMap<Scorer, Map<string, UserView>>();
  /** Every kept view, the one used longest ago first. A model that was let go takes its views with it. */
  #uses: { readonly scorer: WeakRef<Scorer>; readonly key: string }[] = [];

  constructor(size: ViewSize) {
    this.#keptCount = countKeptViews(size);
  }

  get(scorer: Scorer, person: KnownPerson): UserView {
    const views = this.#views.get(scorer) ?? new Map<string, UserView>();
    this.#views.set(scorer, views);
    const key = describeHistory(person);
    const view = views.get(key) ?? createView(scorer, person);
    views.set(key, view);
    this.#uses = this.#uses.filter((use) => use.key !== key || use.scorer.deref() !== scorer);
    this.#uses.push({ scorer: new WeakRef(scorer), key });
    if (this.#uses.length > this.#keptCount) this.#forgetOldest();
    return view;
  }

  #forgetOldest(): void {
    const oldest = this.#uses.shift();
    const scorer = oldest?.scorer.deref();
    if (oldest !== undefined && scorer !== undefined) this.#views.get(scorer)?.delete(oldest.key);
  }
}

function createView(scorer: Scorer, { user, history }: KnownPerson): UserView {
  if (user !== undefined) return new ScoredView(scorer.viewAs(user));
  return new ScoredView(history.items.length === 0 ? scorer.viewAs(undefined) : scorer.foldIn(history));
}

/** A view that scores all films once: another filter, wish or number of films changes nothing about the scores. */
class ScoredView implements UserView {
  readonly #view: UserView;
  #scores: Float32Array | undefined;

  constructor(view: UserView) {
    this.#view = view;
  }

  predict(item: number | undefined): Prediction {
    return this.#view.predict(item);
  }

  scoreItems(scores: Float32Array): void {
    if (this.#scores?.length === scores.length) {
      scores.set(this.#scores);
      return;
    }
    this.#view.scoreItems(scores);
    this.#scores = scores.slice();
  }

  explain(item: number): Explanation {
    return this.#view.explain(item);
  }

  explainPart(part: ScorerId, item: number): Explanation | undefined {
    return this.#view.explainPart?.(part, item);
  }
}

function describeHistory({ user, history }: KnownPerson): string {
  return user === undefined ? `${history.items.join()};${history.codes.join()}` : `user ${user}`;
}
