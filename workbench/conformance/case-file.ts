import { readFileSync } from 'node:fs';

/** A case file or arguments that the runner can't use; ends the command with status 2. */
export class ConformanceInputError extends Error {
  readonly code = 'conformance-input-invalid';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConformanceInputError';
  }
}

/** One record of a case file, as far as all of them are alike; the rest is read where it is used. */
export type CaseRecord = Readonly<Record<string, unknown>> & { readonly id: string };

/** Read a file of cases: a JSON list of records, each with an id. */
export function loadCases(path: string): readonly CaseRecord[] {
  const parsed = parseJson(readText(path), path);
  if (!Array.isArray(parsed)) {
    throw new ConformanceInputError(`${path} must hold a JSON list of cases, but holds ${describe(parsed)}.`);
  }
  if (parsed.length === 0) throw new ConformanceInputError(`${path} holds no cases.`);
  return parsed.map((record: unknown, index) => {
    if (isObject(record) && typeof record.id === 'string') return { ...record, id: record.id };
    throw new ConformanceInputError(`Entry ${index} of ${path} must be an object with a text "id".`);
  });
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConformanceInputError(`Can't read the case file ${path}: ${reason}`, { cause });
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConformanceInputError(`${path} isn't JSON: ${reason}`, { cause });
  }
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
