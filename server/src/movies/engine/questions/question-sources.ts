import { findScorer, type Scorer, type ScorerId } from '@starweave/recommender';
import type { AnsweringModel } from '../film-engine.ts';
import { FilmLikeness } from '../film-likeness.ts';
import { FilmOrders } from '../film-orders.ts';
import { findItemFactors, type ItemFactors } from '../item-factors.ts';
import type { KnownPerson } from '../known-person.ts';
import type { ChosenModel, ModelShelf, OpenDataSet } from '../open-data-set.ts';
import { PersonViews } from '../person-views.ts';
import { RememberedLists } from '../remembered-lists.ts';
import { FilmSearch } from '../search/film-search.ts';
import { TitleLookup } from '../search/title-lookup.ts';
import { Steering, type Wishes } from '../steering.ts';
import { runInSlices, runSteps, type Steps } from '../steps.ts';
import { DirectorNames } from '../wish/director-names.ts';
import type { WishSources } from '../wish/parse-wish.ts';
import { countCodes } from './count-codes.ts';
import { type FilmGroups, groupByGenreAndDecade } from './group-films.ts';

const REFERENCE_FILMS = 200;

/** What questions are answered from; what takes a while to make is made at the first question that needs it. */
export class QuestionSources {
  readonly dataSet: OpenDataSet;
  readonly shelf: ModelShelf;
  readonly views: PersonViews;
  readonly lists = new RememberedLists();
  readonly #factors = new WeakMap<Scorer, ItemFactors>();
  #likeness: FilmLikeness | undefined;
  #prepared: Promise<void> | undefined;
  #search: FilmSearch | undefined;
  #wishes: WishSources | undefined;
  #orders: FilmOrders | undefined;
  #genreNames: ReadonlyMap<string, string> | undefined;
  #groups: FilmGroups | undefined;
  #ratingCounts: readonly number[] | undefined;
  #popularity: Promise<Scorer> | undefined;

  constructor(dataSet: OpenDataSet, shelf: ModelShelf) {
    this.dataSet = dataSet;
    this.shelf = shelf;
    this.views = new PersonViews(dataSet.training.interactions);
  }

  get likeness(): FilmLikeness {
    this.#likeness ??= new FilmLikeness(this.dataSet.films);
    return this.#likeness;
  }

  /**
   * Makes what words are looked up in, in slices, so that other questions are answered meanwhile. Questions about words wait
   * for it; it is made once.
   */
  prepare(): Promise<void> {
    this.#prepared ??= runInSlices(this.#prepareInSteps());
    return this.#prepared;
  }

  get search(): FilmSearch {
    this.#search ??= runSteps(FilmSearch.build(this.dataSet.films));
    return this.#search;
  }

  get wishes(): WishSources {
    this.#wishes ??= runSteps(this.#buildWishes());
    return this.#wishes;
  }

  *#prepareInSteps(): Steps<void> {
    this.#search ??= yield* FilmSearch.build(this.dataSet.films);
    this.#wishes ??= yield* this.#buildWishes();
    this.orders.get('popular');
  }

  *#buildWishes(): Steps<WishSources> {
    const { films } = this.dataSet;
    const lookup = yield* TitleLookup.build(films);
    const directors = new DirectorNames(films);
    const newestYear = films.reduce((newest, { year = 0 }) => Math.max(newest, year), 0);
    return { films, search: this.search, lookup, directors, newestYear };
  }

  get orders(): FilmOrders {
    const { films, facts } = this.dataSet;
    this.#orders ??= new FilmOrders({
      films,
      meanRating: facts.meanRating,
      titleOf: (film) => this.search.titleOf(film),
    });
    return this.#orders;
  }

  /** All films by index, the most rated first, ties by the smaller index. */
  get mostRated(): Uint32Array {
    return this.orders.get('popular');
  }

  /** Genres as films have them, by their names in lower case. */
  get genreNames(): ReadonlyMap<string, string> {
    this.#genreNames ??= new Map(
      this.dataSet.films.flatMap(({ genres }) => genres).map((genre) => [genre.toLowerCase(), genre]),
    );
    return this.#genreNames;
  }

  /** Genres and decades with everyone's ratings. */
  get groups(): FilmGroups {
    this.#groups ??= groupByGenreAndDecade(this.dataSet.films);
    return this.#groups;
  }

  /** The factors of a model that serves; read once for each model. */
  async findItemFactors(): Promise<ItemFactors | undefined> {
    return findItemFactors(this.shelf, this.dataSet.training.interactions.userCount, this.#factors);
  }

  /** Counts of everyone's ratings from half a star to five. */
  get ratingCounts(): readonly number[] {
    this.#ratingCounts ??= countCodes(this.dataSet.training.interactions.byUser.codes);
    return this.#ratingCounts;
  }

  /** The films over which scores are compared. */
  get reference(): Uint32Array {
    return this.mostRated.subarray(0, REFERENCE_FILMS);
  }

  /** The model that answers somebody: where nothing is known about them, what is popular, whichever was asked for. */
  async chooseFor(person: KnownPerson, requested: ScorerId | undefined): Promise<ChosenModel> {
    if (person.history.items.length > 0) return this.shelf.choose(requested);
    this.#popularity ??= findScorer('popularity')!.fit(this.dataSet.training, {});
    const scorer = await this.#popularity;
    if (requested === 'popularity') return { scorer, requested, answered: requested, reason: '' };
    const asked = requested ?? (await this.#findDefault());
    const who = person.isStranger ? 'This person has' : 'You have';
    const reason = `${who} rated no film of this data set yet, so this is what many people rated.`;
    return { scorer, requested: asked, answered: 'popularity', reason };
  }

  /** A model that says stars: the one that answers, or, where that only ranks, the default one. */
  async chooseForStars(chosen: ChosenModel): Promise<Scorer> {
    if (saysStars(chosen.answered)) return chosen.scorer;
    const other = await this.shelf.choose().catch(() => undefined);
    return other !== undefined && saysStars(other.answered) ? other.scorer : chosen.scorer;
  }

  /** What moves a list or a film besides ratings, by the likeness that the answering model sees. */
  createSteering(wishes: Wishes, { answered, scorer }: ChosenModel, starScorer: Scorer): Steering {
    // Popularity has no opinion about which films are alike.
    return new Steering(wishes, this.dataSet.films, this.likeness, answered === 'popularity' ? starScorer : scorer);
  }

  describeModel({ requested, answered, reason }: ChosenModel): AnsweringModel {
    const { id, simulated } = this.dataSet.facts;
    return { requested, answered, reason, dataSetId: id, simulated };
  }

  async #findDefault(): Promise<ScorerId> {
    const chosen = await this.shelf.choose().catch(() => undefined);
    return chosen?.requested ?? 'popularity';
  }
}

function saysStars(id: ScorerId): boolean {
  return findScorer(id)?.objective === 'stars';
}
