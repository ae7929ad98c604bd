export { type Config, type ImageConfig, loadConfig } from './config.ts';
export { type ConfigLine, describeConfig } from './describe-config.ts';
export { checkPackageDoors, type PackageDoor } from './doctor/package-doors.ts';
export { createLogger, type Logger, type LogLevel } from './logging.ts';
export { ConfigError, type ConfigSources } from './read-settings.ts';
export type { Setting } from './setting.ts';
export { type SettingName, settings } from './settings.ts';
export { version } from './version.ts';
