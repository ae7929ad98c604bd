/** Films as questions: what an answer about one says about the others. Designs that share settings share what is made of them. */
export interface DesignSettings {
  readonly width: number;
  /** A film's vector; the same one every time. */
  readonly rowOf: (film: number) => Float64Array;
  /** Covariance of people's vectors before anything is known, width × width. */
  readonly prior: Float64Array;
  /** Variance of a rating around what a person's vector says, in stars². */
  readonly noise: number;
  /** The films that count, and how much each; these are the ones whose predictions are to be good. */
  readonly targets: readonly { readonly film: number; readonly weight: number }[];
}

/** C of designs with the same settings, which takes longer to add up than a design takes otherwise. */
const knownTargets = new WeakMap<DesignSettings, Float64Array>();

/** A film that may be asked about, kept up to date with what is known. */
interface Question {
  readonly row: Float64Array;
  /** q'B q */
  spread: number;
  /** q'B C B q */
  told: number;
}

/**
 * Chooses films to ask about so that the answers tell the most about all others (Bayesian A-optimal design, also called
 * V-optimal). A person's vector p has covariance B; an answer about film i changes what is expected of target j, and the
 * weighted variance of all targets Σ_j w_j q_j'B q_j falls by
 *
 *   gain(i) = q_i'B C B q_i / (noise + q_i'B q_i),  C = Σ_j w_j q_j q_j'
 *
 * A film is known with probability k_i, so that its expected gain is k_i · gain(i); greedily, one film after the other. What a
 * chosen film will tell counts k_i times. Greedy design on factors for first questions: Anava et al., "Budget-constrained item
 * cold-start handling in collaborative filtering recommenders via optimal design", 2015; after Golbandi, Koren and Lempel,
 * "Adaptive bootstrapping of recommender systems using decision trees", 2011, who adapt to answers as well.
 */
export class QuestionDesign {
  readonly #settings: DesignSettings;
  readonly #covariance: Float64Array;
  readonly #targets: Float64Array;
  readonly #questions = new Map<number, Question>();

  constructor(settings: DesignSettings) {
    this.#settings = settings;
    this.#covariance = settings.prior.slice();
    this.#targets = knownTargets.get(settings) ?? addTargets(settings);
    knownTargets.set(settings, this.#targets);
  }

  /** The weighted variance of the targets that is left. */
  get remaining(): number {
    const { width } = this.#settings;
    // The trace of B C.
    return multiply(this.#covariance, this.#targets, width).reduce(
      (sum, value, at) => (at % (width + 1) === 0 ? sum + value : sum),
      0,
    );
  }

  /** Takes note of an answer, or of one that will come with a probability. */
  add(film: number, probability = 1): void {
    const { noise, rowOf } = this.#settings;
    const row = rowOf(film);
    const along = multiplyVector(this.#covariance, row);
    // Sherman and Morrison's formula for the inverse of B⁻¹ + k q q' / noise: B falls by `fall` along along'.
    const fall = probability / (noise + probability * dot(along, row));
    this.#updateQuestions(along, fall);
    addOuter(this.#covariance, along, -fall);
  }

  /** The film among candidates whose expected gain is largest, the earliest of equals; `undefined` when none tells anything. */
  choose(candidates: Iterable<number>, probabilityOf: (film: number) => number): number | undefined {
    const { noise } = this.#settings;
    let [best, most] = [undefined as number | undefined, 0];
    for (const [film, { spread, told }] of this.#findQuestions(candidates)) {
      const gain = (probabilityOf(film) * told) / (noise + spread);
      if (gain <= most) continue;
      most = gain;
      best = film;
    }
    return best;
  }

  *#findQuestions(films: Iterable<number>): Iterable<readonly [number, Question]> {
    const { width, rowOf } = this.#settings;
    let told: Float64Array | undefined;
    for (const film of films) {
      let question = this.#questions.get(film);
      if (question === undefined) {
        told ??= multiply(multiply(this.#covariance, this.#targets, width), this.#covariance, width);
        const row = rowOf(film);
        question = { row, spread: computeForm(this.#covariance, row), told: computeForm(told, row) };
        this.#questions.set(film, question);
      }
      yield [film, question];
    }
  }

  /**
   * What B → B - f u u' makes of the questions, in as many steps as a film has factors instead of that many squared:
   * q'B q falls by f (u'q)², and q'B C B q changes by f² (u'C u) (u'q)² - 2 f (u'q) (q'B C u).
   */
  #updateQuestions(along: Float64Array, fall: number): void {
    if (this.#questions.size === 0) return;
    const counted = multiplyVector(this.#targets, along);
    const through = multiplyVector(this.#covariance, counted);
    const square = dot(along, counted);
    for (const question of this.#questions.values()) {
      const part = dot(along, question.row);
      question.spread -= fall * part ** 2;
      question.told += fall * part * (fall * square * part - 2 * dot(through, question.row));
    }
  }
}

function addTargets({ width, targets, rowOf }: DesignSettings): Float64Array {
  const sum = new Float64Array(width * width);
  for (const { film, weight } of targets) addOuter(sum, rowOf(film), weight);
  return sum;
}

/** x'Mx of a symmetric M. */
function computeForm(matrix: Float64Array, x: Float64Array): number {
  const width = x.length;
  let sum = 0;
  for (let a = 0; a < width; a += 1) {
    const from = a * width;
    let product = matrix[from + a]! * x[a]!;
    for (let b = a + 1; b < width; b += 1) product += 2 * matrix[from + b]! * x[b]!;
    sum += product * x[a]!;
  }
  return sum;
}

function addOuter(matrix: Float64Array, row: Float64Array, factor: number): void {
  const width = row.length;
  for (let a = 0; a < width; a += 1) {
    const value = factor * row[a]!;
    for (let b = 0; b < width; b += 1) matrix[a * width + b]! += value * row[b]!;
  }
}

function multiply(left: Float64Array, right: Float64Array, width: number): Float64Array {
  const product = new Float64Array(width * width);
  for (let a = 0; a < width; a += 1) {
    for (let c = 0; c < width; c += 1) {
      const value = left[a * width + c]!;
      if (value === 0) continue;
      for (let b = 0; b < width; b += 1) product[a * width + b]! += value * right[c * width + b]!;
    }
  }
  return product;
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.length; k += 1) sum += x[k]! * y[k]!;
  return sum;
}

function multiplyVector(matrix: Float64Array, x: Float64Array): Float64Array {
  const width = x.length;
  return Float64Array.from({ length: width }, (_, a) => dot(matrix.subarray(a * width, (a + 1) * width), x));
}
