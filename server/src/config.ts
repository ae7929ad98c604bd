import path from 'node:path';
import { type ConfigSources, readSettings, type SettingOrigin } from './read-settings.ts';
import { type SettingName, type SettingValues, settings, shippedModelFolder, shippedPageFolder } from './settings.ts';

export interface ImageConfig {
  readonly workers: number;
  readonly threads: number | undefined;
  readonly timeoutMs: number;
  readonly jobHeartbeatMs: number;
  readonly previewEverySteps: number;
}

/** Everything that the server was told, checked; folders are absolute. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly grpcPort: number;
  readonly allowedHosts: readonly string[];
  readonly publicUrl: string | undefined;
  readonly pageFolder: string;
  readonly dataFolder: string;
  readonly databaseUrl: string | undefined;
  readonly databasePort: number | undefined;
  readonly log: SettingValues['log'];
  readonly modelFolders: readonly string[];
  readonly defaultImageModel: string;
  readonly image: ImageConfig;
  readonly filmArt: SettingValues['filmArt'];
  readonly filmMemoryMb: number | undefined;
  readonly filmUploadLimitMb: number;
  readonly cinematchPort: number | undefined;
  readonly ollamaUrl: string;
  readonly openAiBaseUrl: string | undefined;
  readonly openAiApiKey: string | undefined;
  readonly languageModel: string | undefined;
  /** Where each value came from, for `describeConfig`. */
  readonly origins: Readonly<Record<SettingName, SettingOrigin>>;
}

/**
 * Reads the configuration: a flag wins over the environment, that over the file, that over the default.
 *
 * The file is `--config FILE`, or `starweave.config.json` in the working folder when it is there. Relative folders
 * count from the working folder, in the file from the file's folder. Throws ConfigError naming the setting and what
 * is allowed for unknown keys, unknown `STARWEAVE_*` variables and values that can't be read. Pure but for reading
 * that file.
 */
export function loadConfig(sources: ConfigSources = {}): Config {
  const { values, origins, folders } = readSettings(settings, { environment: process.env, ...sources });
  return createConfig(values as SettingValues, origins as Config['origins'], folders as Record<SettingName, string>);
}

function createConfig(
  values: SettingValues,
  origins: Config['origins'],
  folders: Readonly<Record<SettingName, string>>,
): Config {
  const resolve = (name: SettingName, folder: string) => path.resolve(folders[name], folder);
  const { imageWorkers, imageThreads, imageTimeoutMs, imageJobHeartbeatMs, imagePreviewEverySteps, ...rest } = values;
  return Object.freeze({
    ...rest,
    pageFolder: values.pageFolder === undefined ? shippedPageFolder : resolve('pageFolder', values.pageFolder),
    dataFolder: resolve('dataFolder', values.dataFolder),
    modelFolders: [...values.modelFolders.map((folder) => resolve('modelFolders', folder)), shippedModelFolder],
    image: Object.freeze({
      workers: imageWorkers,
      threads: imageThreads,
      timeoutMs: imageTimeoutMs,
      jobHeartbeatMs: imageJobHeartbeatMs,
      previewEverySteps: imagePreviewEverySteps,
    }),
    origins,
  });
}

/** The environment for a child process: this one's, with more in it. */
export function extendEnvironment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...more };
}
