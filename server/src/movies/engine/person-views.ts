import type { Explanation, Prediction, Scorer, ScorerId, UserView } from '@starweave/recommender';
import type { KnownPerson } from './known-person.ts';

const KEPT_VIEWS = 24;

/** How models see people, kept for a while: the next question of the same person with the same ratings finds it ready. */
export class PersonViews {
  readonly #views = new WeakMap<Scorer, Map<string, UserView>>();

  get(scorer: Scorer, person: KnownPerson): UserView {
    const views = this.#views.get(scorer) ?? new Map<string, UserView>();
    this.#views.set(scorer, views);
    const key = describeHistory(person);
    const view = views.get(key) ?? createView(scorer, person);
    // What was used last stands last.
    views.delete(key);
    views.set(key, view);
    if (views.size > KEPT_VIEWS) views.delete(views.keys().next().value!);
    return view;
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
