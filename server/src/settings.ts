import path from 'node:path';
import {
  choiceSetting,
  integerSetting,
  listSetting,
  optionalIntegerSetting,
  optionalTextSetting,
  optionalUrlSetting,
  type Setting,
  textSetting,
  urlSetting,
} from './setting.ts';

const repositoryFolder = path.resolve(import.meta.dirname, '..', '..');

/** Image models that come with Starweave. */
export const shippedModelFolder = path.join(repositoryFolder, 'models');

/** The page that comes with Starweave. */
export const shippedPageFolder = path.join(repositoryFolder, 'web', 'build');

/** Every setting there is; `docs/configuration.md` is generated from it. A new one is an entry here and a field of `Config`. */
export const settings = {
  host: textSetting({
    flag: 'host',
    environment: 'STARWEAVE_HOST',
    fileKey: 'host',
    default: '127.0.0.1',
    help: 'Address to listen on. 0.0.0.0 lets other machines in; name them in allowedHosts then.',
  }),
  port: integerSetting({
    flag: 'port',
    environment: 'STARWEAVE_PORT',
    fileKey: 'port',
    default: 4000,
    min: 0,
    max: 65535,
    help: 'Port of the page, JSON over HTTP and gRPC-Web. 0 takes a free one.',
  }),
  grpcPort: integerSetting({
    flag: 'grpc-port',
    environment: 'STARWEAVE_GRPC_PORT',
    fileKey: 'grpcPort',
    default: 50051,
    min: 0,
    max: 65535,
    help: 'Port of gRPC. 0 takes a free one.',
  }),
  allowedHosts: listSetting({
    flag: 'allowed-hosts',
    environment: 'STARWEAVE_ALLOWED_HOSTS',
    fileKey: 'allowedHosts',
    help: 'Host names under which browsers may reach the server, besides this machine’s own; others are refused, so that no foreign page can talk to it.',
  }),
  publicUrl: optionalUrlSetting({
    flag: 'public-url',
    environment: 'STARWEAVE_PUBLIC_URL',
    fileKey: 'publicUrl',
    schemes: ['http', 'https'],
    help: 'Address that people type when a proxy stands before the server.',
  }),
  pageFolder: optionalTextSetting({
    flag: 'page-folder',
    environment: 'STARWEAVE_PAGE',
    fileKey: 'pageFolder',
    help: 'Folder of the built page; not set: the page that comes with Starweave.',
  }),
  dataFolder: textSetting({
    flag: 'data-folder',
    environment: 'STARWEAVE_DATA',
    fileKey: 'dataFolder',
    default: './data',
    help: 'Folder of everything that is kept: the embedded database and the pictures.',
  }),
  databaseUrl: optionalUrlSetting({
    flag: 'database-url',
    environment: ['STARWEAVE_DATABASE_URL', 'DATABASE_URL'],
    fileKey: 'databaseUrl',
    schemes: ['postgres', 'postgresql'],
    secret: true,
    help: 'A PostgreSQL of yours instead of the embedded one.',
  }),
  databasePort: optionalIntegerSetting({
    flag: 'database-port',
    environment: 'STARWEAVE_DATABASE_PORT',
    fileKey: 'databasePort',
    min: 1,
    max: 65535,
    help: 'Port of the embedded database on this machine’s loopback; not set: a free one, kept for the next start.',
  }),
  log: choiceSetting({
    flag: 'log',
    environment: 'STARWEAVE_LOG',
    fileKey: 'log',
    default: 'warn',
    choices: ['silent', 'error', 'warn', 'info', 'debug'],
    help: 'How much is logged, as JSON lines on standard error.',
  }),
  modelFolders: listSetting({
    flag: 'models',
    environment: 'STARWEAVE_MODELS',
    fileKey: 'modelFolders',
    help: 'More folders with image models, looked through before the one that comes with Starweave.',
  }),
  defaultImageModel: textSetting({
    flag: 'image-model',
    environment: 'STARWEAVE_IMAGE_MODEL',
    fileKey: 'defaultImageModel',
    default: 'postcard',
    help: 'Image model for requests that name none.',
  }),
  imageWorkers: integerSetting({
    flag: 'image-workers',
    environment: 'STARWEAVE_IMAGE_WORKERS',
    fileKey: 'image.workers',
    default: 1,
    min: 0,
    max: 64,
    help: 'Image worker processes. 0 leaves the pictures to other machines on the same database.',
  }),
  imageThreads: optionalIntegerSetting({
    flag: 'image-threads',
    environment: 'STARWEAVE_IMAGE_THREADS',
    fileKey: 'image.threads',
    min: 1,
    max: 1024,
    help: 'Processor threads of each image worker; not set: one per core.',
  }),
  imageTimeoutMs: integerSetting({
    flag: 'image-timeout-ms',
    environment: 'STARWEAVE_IMAGE_TIMEOUT_MS',
    fileKey: 'image.timeoutMs',
    default: 600_000,
    min: 1000,
    max: 86_400_000,
    help: 'Longest time that one image job may paint.',
  }),
  imageJobHeartbeatMs: integerSetting({
    flag: 'image-job-heartbeat-ms',
    environment: 'STARWEAVE_IMAGE_JOB_HEARTBEAT_MS',
    fileKey: 'image.jobHeartbeatMs',
    default: 5000,
    min: 100,
    max: 600_000,
    help: 'How often a worker says that it still paints; after three missed ones its job is given to another.',
  }),
  imagePreviewEverySteps: integerSetting({
    flag: 'image-preview-every-steps',
    environment: 'STARWEAVE_IMAGE_PREVIEW_EVERY_STEPS',
    fileKey: 'image.previewEverySteps',
    default: 1,
    min: 0,
    max: 1000,
    help: 'Steps between two previews of a picture being painted; 0 shows none.',
  }),
  filmArt: choiceSetting({
    flag: 'film-art',
    environment: 'STARWEAVE_FILM_ART',
    fileKey: 'filmArt',
    default: 'on',
    choices: ['on', 'off'],
    help: 'Whether films that were shown get a picture, painted when nobody’s picture waits; off: those that are there stay.',
  }),
  filmMemoryMb: optionalIntegerSetting({
    flag: 'film-memory-mb',
    environment: 'STARWEAVE_FILM_MEMORY_MB',
    fileKey: 'filmMemoryMb',
    min: 16,
    max: 4_194_304,
    help: 'Memory that film models may take together, in MiB; not set: half of what the container or the machine has.',
  }),
  filmUploadLimitMb: integerSetting({
    flag: 'film-upload-limit-mb',
    environment: 'STARWEAVE_FILM_UPLOAD_LIMIT_MB',
    fileKey: 'filmUploadLimitMb',
    default: 4096,
    min: 1,
    max: 4_194_304,
    help: 'Most that one upload of ratings may have, in MiB, all its files together.',
  }),
  cinematchPort: optionalIntegerSetting({
    flag: 'cinematch-port',
    environment: 'STARWEAVE_CINEMATCH_PORT',
    fileKey: 'cinematchPort',
    min: 0,
    max: 65535,
    help: 'A second port with the same pages, for what expects CineMatch there (8501); 0 takes a free one, not set: none.',
  }),
  ollamaUrl: urlSetting({
    flag: 'ollama-url',
    environment: 'STARWEAVE_OLLAMA_URL',
    fileKey: 'ollamaUrl',
    schemes: ['http', 'https'],
    default: 'http://127.0.0.1:11434',
    help: 'Where Ollama answers, when it runs.',
  }),
  openAiBaseUrl: optionalUrlSetting({
    flag: 'openai-base-url',
    environment: ['STARWEAVE_OPENAI_BASE_URL', 'OPENAI_BASE_URL'],
    fileKey: 'openAiBaseUrl',
    schemes: ['http', 'https'],
    help: 'A language model server that speaks OpenAI’s protocol, such as http://127.0.0.1:8080/v1.',
  }),
  openAiApiKey: optionalTextSetting({
    flag: 'openai-api-key',
    environment: ['STARWEAVE_OPENAI_API_KEY', 'OPENAI_API_KEY'],
    fileKey: 'openAiApiKey',
    secret: true,
    help: 'Key for that server, if it asks for one.',
  }),
  languageModel: optionalTextSetting({
    flag: 'language-model',
    environment: 'STARWEAVE_LANGUAGE_MODEL',
    fileKey: 'languageModel',
    help: 'Language model to talk with; not set: the first that answers.',
  }),
} as const;

export type SettingName = keyof typeof settings;
export type SettingValues = {
  readonly [K in SettingName]: (typeof settings)[K] extends Setting<infer T> ? T : never;
};
