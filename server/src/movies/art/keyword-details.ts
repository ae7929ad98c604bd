/** What a picture shows besides its genre, in the words that Postcard knows. */
export interface ArtDetail {
  readonly subject?: string;
  readonly ground?: string;
  readonly sky?: string;
  readonly weather?: string;
  readonly celestial?: string;
}

/** What each word of a picture is taken for in a film's keywords. */
const keywordsByDetail: readonly (readonly [ArtDetail, readonly string[]])[] = [
  [{ subject: 'train' }, ['train', 'train station', 'railway']],
  [{ subject: 'ship', ground: 'sea' }, ['ship', 'navy', 'pirates', 'mutiny', 'yacht', 'submarine', 'expedition']],
  [{ subject: 'boat', ground: 'sea' }, ['boat', 'river', 'immigration', 'swamp', 'venice', 'fishing']],
  [{ subject: 'whale', ground: 'sea' }, ['whale', 'diving', 'sea monster']],
  [{ subject: 'fish', ground: 'sea' }, ['fish', 'fish out of water', 'shark']],
  [
    { subject: 'palm', ground: 'sea' },
    ['island', 'caribbean', 'jamaica', 'hawaii', 'riviera', 'california', 'miami', 'florida'],
  ],
  [{ subject: 'lighthouse', ground: 'sea' }, ['lighthouse', 'isolation', 'ireland']],
  [{ subject: 'robot' }, ['robot', 'android', 'cyborg', 'artificial intelligence', 'computer', 'hacker', 'technology']],
  [
    { subject: 'astronaut', celestial: 'planet' },
    ['astronauts', 'space travel', 'space station', 'mars', 'alien planet'],
  ],
  [
    { subject: 'rocket', celestial: 'stars' },
    ['rocket', 'spaceship', 'space opera', 'aliens', 'invasion', 'first contact'],
  ],
  [{ celestial: 'full moon' }, ['moon', 'werewolf', 'vampire', 'witch']],
  [{ subject: 'castle' }, ['castle', 'royalty', 'princess', 'fairy tale', 'scotland', 'aristocracy', 'high society']],
  [
    { subject: 'knight' },
    ['knight', 'medieval', 'king arthur', 'sword', 'samurai', 'gladiator', 'swashbuckler', 'duel'],
  ],
  [{ subject: 'dragon' }, ['dragon', 'dinosaur', 'monster', 'quest', 'mutants']],
  [{ subject: 'ghost' }, ['ghost', 'haunted house', 'spirits', 'afterlife', 'curse', 'death', 'demon', 'possession']],
  [
    { subject: 'house' },
    ['country house', 'family', 'neighbours', 'home invasion', 'suburbia', 'housewife', 'inheritance'],
  ],
  [{ subject: 'house', ground: 'hills' }, ['village', 'small town', 'countryside', 'england', 'italy', 'france']],
  [{ subject: 'windmill', ground: 'meadow' }, ['farm', 'netherlands', 'oil', 'ranch']],
  [{ subject: 'tent' }, ['circus', 'camp', 'summer camp', 'wilderness', 'survival', 'theme park']],
  [{ subject: 'church' }, ['priest', 'nuns', 'faith', 'religion', 'bible', 'jesus', 'preacher', 'wedding', 'funeral']],
  [{ subject: 'bridge', ground: 'city' }, ['bridge', 'san francisco', 'berlin', 'spies', 'cold war']],
  [
    { subject: 'cowboy', ground: 'desert' },
    ['gunfighter', 'sheriff', 'outlaws', 'cowboys', 'frontier', 'saloon', 'bounty hunter'],
  ],
  [{ subject: 'horse' }, ['horse', 'cavalry', 'horse racing', 'native americans']],
  [{ subject: 'cactus', ground: 'desert' }, ['desert', 'mexico', 'texas', 'border', 'egypt', 'iran']],
  [
    { subject: 'tank' },
    ['soldier', 'battle', 'second world war', 'first world war', 'trenches', 'vietnam war', 'army', 'nazis'],
  ],
  [{ subject: 'plane' }, ['plane', 'pilots', 'plane crash', 'airport', 'pearl harbor']],
  [{ subject: 'balloon' }, ['balloon', 'flying', 'imagination', 'inventor', 'wizard', 'toys']],
  [
    { subject: 'car' },
    ['cars', 'car chase', 'road trip', 'chase', 'heist', 'bank robbery', 'hitman', 'gangster', 'trucks', 'mafia'],
  ],
  [{ subject: 'bicycle' }, ['bicycle', 'cycling', 'childhood', 'coming of age', 'youth', 'neorealism', 'motorcycle']],
  [
    { subject: 'piano' },
    ['pianist', 'music', 'musician', 'jazz', 'composer', 'singer', 'rock band', 'opera', 'concert', 'radio'],
  ],
  [
    { subject: 'heart' },
    ['love', 'first love', 'love triangle', 'love affair', 'doomed love', 'unrequited love', 'marriage', 'desire'],
  ],
  [{ subject: 'flower' }, ['gardener', 'old age', 'memory', 'spring', 'sisters', 'mother and daughter', 'grief']],
  [{ subject: 'mushroom' }, ['drugs', 'surrealism', 'nuclear war', 'food']],
  [{ subject: 'butterfly' }, ['insects', 'transformation', 'freedom', 'body swap']],
  [{ subject: 'dog' }, ['dog', 'friendship', 'animals']],
  [{ subject: 'cat' }, ['cat', 'tiger', 'jewel thief', 'mouse']],
  [{ subject: 'bird' }, ['birds', 'angel', 'hope']],
  [{ subject: 'owl' }, ['detective', 'private detective', 'magic', 'prophecy', 'school', 'teacher', 'books']],
  [{ subject: 'rabbit' }, ['rabbit', 'anarchic comedy', 'parallel world']],
  [{ subject: 'snowman', ground: 'snowfield', weather: 'snow' }, ['christmas']],
  [{ ground: 'snowfield', weather: 'snow' }, ['winter', 'arctic', 'alaska', 'russia']],
  [{ ground: 'mountains' }, ['mountains', 'himalaya', 'journey', 'vienna']],
  [{ ground: 'forest', subject: 'tree' }, ['forest', 'jungle', 'amazon', 'cabin', 'nature', 'ecology']],
  [{ ground: 'sea' }, ['sea', 'water', 'summer', 'holiday', 'australia']],
  [
    { ground: 'city' },
    ['new york', 'paris', 'london', 'los angeles', 'chicago', 'tokyo', 'big city', 'rome', 'future city', 'skyscraper'],
  ],
  [{ ground: 'meadow' }, ['pacifism', 'baseball', 'football', 'summer love']],
  [{ ground: 'desert' }, ['post-apocalypse', 'africa', 'spaghetti western', 'australian outback']],
  [{ weather: 'storm' }, ['storm', 'disaster', 'end of the world', 'rivalry', 'rebellion']],
  [{ weather: 'rain' }, ['loneliness', 'femme fatale', 'serial killer', 'depression', 'breakup']],
  [{ weather: 'fog' }, ['mystery', 'conspiracy', 'disappearance', 'amnesia', 'madness']],
  [{ sky: 'night' }, ['one night', 'nightclub', 'insomnia', 'nightmare', 'gambling', 'las vegas', 'casino']],
  [{ sky: 'dawn' }, ['second chance', 'redemption', 'self-discovery']],
  [{ sky: 'sunset' }, ['nostalgia', 'faded star', 'hollywood', 'last days']],
];

export const detailByKeyword: ReadonlyMap<string, ArtDetail> = new Map(
  keywordsByDetail.flatMap(([detail, keywords]) => keywords.map((keyword) => [keyword, detail] as const)),
);
