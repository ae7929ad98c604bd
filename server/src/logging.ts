import { type Logger as PinoLogger, pino } from 'pino';

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/** Structured lines on standard error: ids, codes, durations; never prompts, messages or secrets. */
export type Logger = PinoLogger;

/**
 * A logger that writes JSON lines to standard error, so that a command's output stays its own.
 *
 * Give ids as fields: `logger.info({ jobId, durationMs }, 'image job finished')`; `logger.child({ requestId })`
 * puts one on every line. Fields that could hold content or secrets are cut out if they are given anyway.
 */
export function createLogger(options: { readonly log: LogLevel }): Logger {
  return pino(
    {
      level: options.log,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: redactedPaths(), censor: '[redacted]' },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}

const redactedFields = [
  'prompt',
  'negativePrompt',
  'text',
  'password',
  'secret',
  'apiKey',
  'authorization',
  'cookie',
  'connectionString',
  'databaseUrl',
];

function redactedPaths(): string[] {
  return redactedFields.flatMap((field) => [field, `*.${field}`]);
}
