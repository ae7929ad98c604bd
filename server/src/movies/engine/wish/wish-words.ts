import type { MovieGenre } from '@starweave/film-text';
import type { GenreWeight } from '../film-engine.ts';

/** What a phrase of a wish means. */
export type WishMeaning =
  /** A kind of film: only such films, unless `more`, `less` or `without` stands before it. */
  | { readonly kind: 'genre'; readonly genre: MovieGenre }
  /** What films are like, or what is in them: more of these genres. */
  | { readonly kind: 'quality'; readonly weights: readonly GenreWeight[] }
  | { readonly kind: 'fame'; readonly fame: 'well-known' | 'little-known' }
  /** `recent`: of the last ten years; `old`: before 1980; `silent`: before 1930; the others go by the liked films. */
  | { readonly kind: 'age'; readonly age: 'recent' | 'old' | 'silent' | 'newer' | 'older' }
  /** Says nothing by itself. */
  | { readonly kind: 'filler' };

type Weights = Partial<Record<MovieGenre, number>>;

/** Kinds of films, as people name them; phrases are parted by `|`. */
const genrePhrases: Readonly<Record<MovieGenre, string>> = {
  Action: 'action',
  Adventure: 'adventure|adventures|swashbuckler|swashbucklers',
  Animation: 'animation|animations|animated|cartoon|cartoons|anime',
  Children: 'children|childrens|for children|for kids|for the kids|kids|family film|family movie',
  Comedy: 'comedy|comedies|sitcom',
  Crime: 'crime|crimes|gangster|gangsters|heist film|heist films|heist movie|heist movies|mafia',
  Documentary: 'documentary|documentaries|docs|doc',
  Drama: 'drama|dramas|tragedy|tragedies|melodrama|melodramas',
  Fantasy: 'fantasy|fantasies|fairy tale|fairy tales',
  'Film-Noir': 'film noir|film noirs|noir|noirs',
  Horror: 'horror|horrors|slasher|slashers',
  IMAX: 'imax',
  Musical: 'musical|musicals',
  Mystery: 'mystery|mysteries|whodunit|whodunits|detective film|detective films|detective story|detective stories',
  Romance: 'romance|romances|romantic film|romantic films|love story|love stories',
  'Sci-Fi': 'sci fi|scifi|science fiction|sf|space opera|space operas',
  Thriller: 'thriller|thrillers|suspense',
  War: 'war|war film|war films|war movie|war movies',
  Western: 'western|westerns',
};

/**
 * What films are like, or what is in them, and what that says about genres: 1 is more of it; `less` and `not` turn the sign,
 * `without` turns and doubles it. Some are guesses that are right more often than not (dark films are seldom comedies).
 */
const qualityPhrases: readonly (readonly [phrases: string, weights: Weights])[] = [
  [
    'funny|funnier|fun|hilarious|humorous|amusing|witty|wittier|comic|comedic|laugh|laughs|jokes|humour|humor',
    { Comedy: 1 },
  ],
  ['silly|sillier|goofy|goofier|absurd|quirky|quirkier|parody', { Comedy: 0.5, Children: 0.5 }],
  [
    'light|lighter|light hearted|lighthearted|easy going|easygoing|cheerful|uplifting|happy|happier|feel good|feelgood',
    { Comedy: 1, Drama: -0.5, Horror: -0.5 },
  ],
  ['sweet|sweeter|cute|cuter|charming|heartwarming|heart warming|tender', { Romance: 1, Comedy: 0.5, Horror: -1 }],
  ['romcom|romcoms|rom com|rom coms', { Romance: 1, Comedy: 1 }],
  ['romantic|love|in love|kissing|date night', { Romance: 1 }],
  ['sexy|sexier|steamy|steamier|erotic', { Romance: 1 }],
  [
    'scary|scarier|frightening|terrifying|creepy|creepier|spooky|spookier|horrifying|scares|jump scares|zombies|vampires|ghosts',
    { Horror: 1 },
  ],
  ['gory|gorier|gore|bloody|bloodier|blood', { Horror: 1, Action: 0.5 }],
  [
    'dark|darker|bleak|bleaker|grim|grimmer|gritty|grittier|disturbing',
    { Thriller: 0.5, Crime: 0.5, Drama: 0.5, Comedy: -1, Children: -1 },
  ],
  ['tense|tenser|suspenseful|thrilling|gripping|nail biting|exciting|edge of my seat|tension', { Thriller: 1 }],
  ['twisty|twistier|twists|plot twists|mysterious|puzzling|mind bending|mindbending', { Mystery: 1, Thriller: 0.5 }],
  [
    'violent|violence|brutal|fights|fighting|shooting|shootings|killing|killings|guns',
    { Action: 1, War: 1, Horror: 0.5, Crime: 0.5 },
  ],
  ['fast|faster|fast paced|action packed|explosive|explosions|chases|car chases|stunts', { Action: 1 }],
  ['slow|slower|slow burn|quiet|quieter|calm|calmer|contemplative|meditative', { Drama: 1, Action: -1 }],
  [
    'sad|sadder|moving|touching|emotional|tearjerker|tear jerker|melancholic|melancholy|heartbreaking|depressing',
    { Drama: 1, Comedy: -0.5 },
  ],
  ['serious|more serious|deep|deeper|thoughtful|thought provoking|profound|dramatic', { Drama: 1 }],
  ['epic|grand|adventurous|swashbuckling|journeys|quests|quest', { Adventure: 1 }],
  ['magical|magic|enchanting|whimsical|dragons|wizards|fairies', { Fantasy: 1 }],
  [
    'futuristic|space|in space|outer space|robots|robot|aliens|spaceships|time travel|dystopian|cyberpunk',
    { 'Sci-Fi': 1 },
  ],
  ['weird|weirder|strange|stranger|surreal|bizarre|trippy', { Fantasy: 0.5, Mystery: 0.5, Comedy: 0.25 }],
  ['singing|songs|music|musical numbers|dancing', { Musical: 1 }],
  ['cowboys|cowboy|gunslingers|wild west', { Western: 1 }],
  ['soldiers|battles|battle|war scenes', { War: 1 }],
  ['detectives|detective|murder mystery|investigation|clues', { Mystery: 1, Crime: 0.5 }],
  ['criminals|heists|heist|robbery|robberies|mobsters|cops|police', { Crime: 1 }],
  ['true story|true stories|real events|factual|educational', { Documentary: 1 }],
  [
    'child friendly|kid friendly|family friendly|with the kids|with the family|for the whole family|family|innocent|wholesome',
    { Children: 1, Horror: -1.5 },
  ],
  ['grown up|adult|mature', { Children: -1.5 }],
];

const famePhrases: Readonly<Record<'well-known' | 'little-known', string>> = {
  'well-known':
    'well known|famous|popular|blockbuster|blockbusters|hit|hits|big hits|mainstream|everyone knows|everybody knows|that everyone has seen|box office hits',
  'little-known':
    'hidden gem|hidden gems|gem|gems|little known|lesser known|less known|not well known|not so well known|unknown|obscure|underrated|underseen|overlooked|off the beaten track|nobody knows|not famous|not so famous|not popular|indie|niche|less popular|less famous|not mainstream|less mainstream|not too well known',
};

const agePhrases: Readonly<Record<'recent' | 'old' | 'silent' | 'newer' | 'older', string>> = {
  recent: 'recent|recently|new|modern|latest|contemporary|current|more recent|of late',
  old: 'old|classic|classics|vintage|old fashioned|old school|golden age',
  silent: 'silent|silent film|silent films|silent movie|silent movies',
  newer: 'newer',
  older: 'older',
};

const fillerPhrases =
  'a|an|the|some|any|something|anything|thing|things|film|films|movie|movies|flick|flicks|picture|pictures|cinema|title|titles|stuff|one|ones|i|id|im|ill|we|me|my|us|you|please|pls|want|wanna|would|could|should|can|may|like to|need|looking|look|searching|search|for|find|show|give|recommend|recommendation|recommendations|suggest|suggestion|suggestions|watch|watching|see|seen|to|tonight|today|now|evening|with|but|and|or|also|as well|too|then|just|maybe|perhaps|only|of|in|on|at|from|is|are|was|be|its|it|that|thats|this|these|those|which|who|there|s|so|as|about|set|made|story|stories|plot|kind of|sort of|type of|kind|sort|type|feel|feels|feeling|vibe|vibes|mood|hey|hi|hello|thanks|thank you|good|great|nice|best|top|better|really good|interesting|a lot of|lots of|plenty of|lot|much|more|very|even|still|than|released|shot|where|when|what|do|does|have|has|by|directed|director|between|cool|awesome|amazing|excellent';

const entries: (readonly [string, WishMeaning])[] = [
  ...split(fillerPhrases).map((phrase) => [phrase, { kind: 'filler' }] as const),
  ...Object.entries(genrePhrases).flatMap(([genre, phrases]) =>
    split(phrases).map((phrase) => [phrase, { kind: 'genre', genre: genre as MovieGenre }] as const),
  ),
  ...qualityPhrases.flatMap(([phrases, weights]) => {
    const list = Object.entries(weights).map(([genre, weight]) => ({ genre, weight }));
    return split(phrases).map((phrase) => [phrase, { kind: 'quality', weights: list }] as const);
  }),
  ...Object.entries(famePhrases).flatMap(([fame, phrases]) =>
    split(phrases).map((phrase) => [phrase, { kind: 'fame', fame: fame as keyof typeof famePhrases }] as const),
  ),
  ...Object.entries(agePhrases).flatMap(([age, phrases]) =>
    split(phrases).map((phrase) => [phrase, { kind: 'age', age: age as keyof typeof agePhrases }] as const),
  ),
];

const meanings: ReadonlyMap<string, WishMeaning> = new Map(entries);
const MOST_WORDS = entries.reduce((most, [phrase]) => Math.max(most, phrase.split(' ').length), 1);

/** The longest phrase that begins at a place, with what it means. */
export function findPhrase(
  words: readonly string[],
  start: number,
): { readonly length: number; readonly meaning: WishMeaning } | undefined {
  for (let length = Math.min(MOST_WORDS, words.length - start); length > 0; length -= 1) {
    const meaning = meanings.get(words.slice(start, start + length).join(' '));
    if (meaning !== undefined) return { length, meaning };
  }
  return undefined;
}

function split(phrases: string): string[] {
  return phrases.split('|');
}
