import { createHash } from 'node:crypto';
import { type ArtDetail, detailByKeyword } from './keyword-details.ts';

/** What a film's picture is made from. */
export interface ArtFilm {
  /** The same in every data set. */
  readonly key: string;
  readonly year: number | undefined;
  readonly genres: readonly string[];
  readonly keywords: readonly string[];
}

export interface ArtWords {
  readonly prompt: string;
  /** 0 to 2^63 − 1. */
  readonly seed: bigint;
}

/**
 * The words and the seed that a film's picture is painted from: its genres choose the scene, its keywords the details, its
 * decade the style, and what is left open is drawn by its key.
 *
 * Every word is one that Postcard knows. Deterministic: the same film gives the same words and seed for ever.
 */
export function describeFilmArt(film: ArtFilm): ArtWords {
  const draw = createDraw(film.key);
  const scene = sceneByGenre.find(([genre]) => film.genres.includes(genre))?.[1];
  const isComicCrime = scene?.name === 'noir' && film.genres.includes('Comedy');
  const parts =
    scene === undefined || isComicCrime ? composeFreely(film, draw) : composeScene(scenes[scene.name], film, draw);
  return { prompt: parts.filter((part) => part !== '').join(', '), seed: draw.seed };
}

interface Draw {
  readonly seed: bigint;
  /** One of them, always the same one for a film. */
  pick<T>(choices: readonly T[]): T;
}

function createDraw(key: string): Draw {
  const digest = createHash('sha256').update(key).digest();
  let at = 8;
  return {
    seed: digest.readBigUInt64BE(0) & (2n ** 63n - 1n),
    pick(choices) {
      const place = digest.readUInt16BE(at) % choices.length;
      at += 2;
      return choices[place]!;
    },
  };
}

type SceneName = 'western' | 'noir' | 'space' | 'romance' | 'horror' | 'war' | 'musical' | 'fantasy';

interface Scene {
  readonly name: SceneName;
  readonly subjects: readonly string[];
  readonly grounds: readonly string[];
  readonly skies: readonly string[];
  readonly weathers: readonly string[];
  readonly styles: readonly string[];
}

// What Postcard was shown of each film genre: workbench/train-postcard/postcard/painter/genres.py.
const scenes: Readonly<Record<SceneName, Scene>> = {
  western: {
    name: 'western',
    subjects: ['cowboy', 'cowboy', 'horse', 'cactus', 'train'],
    grounds: ['desert'],
    skies: ['sunset', 'day'],
    weathers: [''],
    styles: ['flat', 'vintage'],
  },
  noir: {
    name: 'noir',
    subjects: ['car', 'person', 'train', 'bridge'],
    grounds: ['city'],
    skies: ['night'],
    weathers: ['rain', 'fog', ''],
    styles: ['noir'],
  },
  space: {
    name: 'space',
    subjects: ['astronaut', 'rocket', 'robot'],
    grounds: ['desert', 'mountains'],
    skies: ['night'],
    weathers: [''],
    styles: ['flat'],
  },
  romance: {
    name: 'romance',
    subjects: ['heart', 'flower', 'balloon', 'boat'],
    grounds: ['meadow', 'sea'],
    skies: ['sunset', 'dawn'],
    weathers: [''],
    styles: ['flat', 'watercolor'],
  },
  horror: {
    name: 'horror',
    subjects: ['ghost', 'house', 'castle', 'cat'],
    grounds: ['forest', 'hills'],
    skies: ['night'],
    weathers: ['fog', 'storm'],
    styles: ['flat'],
  },
  war: {
    name: 'war',
    subjects: ['tank', 'tank', 'plane', 'ship'],
    grounds: ['hills', 'city'],
    skies: ['overcast'],
    weathers: ['', 'rain', 'storm'],
    styles: ['flat', 'vintage'],
  },
  musical: {
    name: 'musical',
    subjects: ['piano', 'piano', 'person'],
    grounds: ['city'],
    skies: ['sunset', 'night'],
    weathers: [''],
    styles: ['flat', 'neon', 'pop art'],
  },
  fantasy: {
    name: 'fantasy',
    subjects: ['dragon', 'knight', 'castle'],
    grounds: ['mountains', 'forest'],
    skies: ['dawn', 'aurora'],
    weathers: [''],
    styles: ['flat'],
  },
};

/** The first genre that a film has decides: the one that says most about how it looks comes first. */
const sceneByGenre: readonly (readonly [string, Scene])[] = [
  ['Western', scenes.western],
  ['War', scenes.war],
  ['Musical', scenes.musical],
  ['Horror', scenes.horror],
  ['Film-Noir', scenes.noir],
  ['Sci-Fi', scenes.space],
  ['Fantasy', scenes.fantasy],
  ['Romance', scenes.romance],
  ['Mystery', scenes.noir],
  ['Crime', scenes.noir],
  ['Thriller', scenes.noir],
];

const subjectsByGenre: readonly (readonly [string, readonly string[]])[] = [
  ['Animation', ['rabbit', 'robot', 'owl', 'dog', 'mushroom']],
  ['Children', ['dog', 'balloon', 'cat', 'snowman']],
  ['Adventure', ['ship', 'balloon', 'horse', 'tent']],
  ['Action', ['car', 'plane', 'train', 'tank']],
  ['Documentary', ['person', 'whale', 'bird', 'windmill']],
  ['Comedy', ['bicycle', 'dog', 'car', 'balloon', 'piano']],
  ['Drama', ['person', 'house', 'bridge', 'tree', 'boat', 'church']],
];

const colours = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink', 'white'];
const atSea = new Set(['ship', 'boat', 'whale', 'fish', 'lighthouse']);

function composeScene(scene: Scene, film: ArtFilm, draw: Draw): string[] {
  const detail = findDetails(film.keywords);
  // Each thing is drawn in every case, so that a keyword changes that one thing alone.
  const [subject, ground, sky, weather] = [scene.subjects, scene.grounds, scene.skies, scene.weathers].map(draw.pick);
  const decade = styleOfDecade(film.year, draw);
  const style = scene.styles.includes(decade) ? decade : draw.pick(scene.styles);
  return [
    `a ${scene.name} film`,
    withArticle(detail.subject ?? subject!),
    groundPhrases[detail.ground ?? ground!]!,
    skyPhrases[detail.sky ?? sky!]!,
    weatherPhrases[detail.weather ?? weather!]!,
    celestialPhrases[detail.celestial ?? '']!,
    // Noir the style is what the genre is painted in anyway.
    style === 'flat' || scene.name === 'noir' ? '' : style,
  ];
}

function composeFreely(film: ArtFilm, draw: Draw): string[] {
  const detail = findDetails(film.keywords);
  const usual = subjectsByGenre.find(([genre]) => film.genres.includes(genre))?.[1] ?? ['person', 'lighthouse', 'tree'];
  const drawnSubject = draw.pick(usual);
  const subject = detail.subject ?? drawnSubject;
  const drawnGround = draw.pick(['city', 'hills', 'meadow', 'mountains', 'forest']);
  const ground = detail.ground ?? (atSea.has(subject) ? 'sea' : drawnGround);
  const style = styleOfDecade(film.year, draw);
  const colour = draw.pick(colours);
  // What is drawn in outlines can hardly be read at night or in bad weather: docs/models/postcard.md.
  const isOutline = style === 'comic' || style === 'pop art';
  const drawnSky = draw.pick(style === 'neon' ? ['night', 'sunset'] : ['day', 'sunset', 'dawn']);
  return [
    withArticle(style === 'vintage' || style === 'pop art' ? subject : `${colour} ${subject}`),
    groundPhrases[ground]!,
    skyPhrases[isOutline ? drawnSky : (detail.sky ?? drawnSky)]!,
    weatherPhrases[isOutline ? '' : (detail.weather ?? '')]!,
    celestialPhrases[detail.celestial ?? '']!,
    style === 'flat' ? '' : style,
  ];
}

/** What the keywords name; of two that name the same kind of thing the earlier one counts. */
function findDetails(keywords: readonly string[]): ArtDetail {
  const found = keywords.map((keyword) => detailByKeyword.get(keyword.trim().toLowerCase()) ?? {});
  return Object.assign({}, ...found.reverse()) as ArtDetail;
}

function styleOfDecade(year: number | undefined, draw: Draw): string {
  const drawn = draw.pick(['flat', 'watercolor']);
  if (year === undefined || year >= 2000) return drawn;
  if (year < 1950) return 'vintage';
  if (year < 1960) return 'watercolor';
  if (year < 1970) return 'pop art';
  if (year < 1980) return drawn;
  return year < 1990 ? 'neon' : 'comic';
}

function withArticle(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

const groundPhrases: Readonly<Record<string, string>> = {
  sea: 'at sea',
  mountains: 'in front of mountains',
  hills: 'on hills',
  desert: 'in the desert',
  forest: 'in the forest',
  city: 'in the city',
  snowfield: 'in a snowfield',
  meadow: 'in a meadow',
};
const skyPhrases: Readonly<Record<string, string>> = {
  dawn: 'at dawn',
  day: 'by day',
  sunset: 'at sunset',
  night: 'at night',
  overcast: 'overcast',
  aurora: 'under the aurora',
};
const weatherPhrases: Readonly<Record<string, string>> = {
  '': '',
  snow: 'in falling snow',
  rain: 'in the rain',
  fog: 'in fog',
  storm: 'in a storm',
};
const celestialPhrases: Readonly<Record<string, string>> = {
  '': '',
  'full moon': 'under a full moon',
  stars: 'under the stars',
  planet: 'with a planet',
};
