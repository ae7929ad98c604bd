import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';
import { describeConfig } from './describe-config.ts';
import { ConfigError } from './read-settings.ts';
import { settings } from './settings.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'starweave config '));
});
afterAll(() => rm(folder, { recursive: true }));

async function writeConfigFile(content: unknown, name = 'other.json'): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function load(sources: Parameters<typeof loadConfig>[0] = {}) {
  return loadConfig({ environment: {}, workingFolder: folder, ...sources });
}

describe('loadConfig', () => {
  it('takes a flag over the environment over the file over the default, setting by setting', async () => {
    const configFile = await writeConfigFile({ port: 3, grpcPort: 3, host: 'file', image: { workers: 3 } });
    const config = load({
      configFile,
      environment: { STARWEAVE_PORT: '2', STARWEAVE_GRPC_PORT: '2' },
      flags: { port: '1' },
    });
    expect([config.port, config.grpcPort, config.host, config.image.workers]).toEqual([1, 2, 'file', 3]);
    expect(config.defaultImageModel).toBe('postcard');
    expect(config.origins).toMatchObject({ port: '--port', grpcPort: 'STARWEAVE_GRPC_PORT', log: 'default' });
    expect(config.origins.host).toContain(configFile);
  });

  it('finds starweave.config.json in the working folder and counts its folders from there', async () => {
    const file = await writeConfigFile({ dataFolder: 'kept', modelFolders: ['a', 'b'] }, 'home/starweave.config.json');
    const home = path.dirname(file);
    const config = load({ workingFolder: home });
    expect(config.dataFolder).toBe(path.join(home, 'kept'));
    expect(config.modelFolders.slice(0, 2)).toEqual([path.join(home, 'a'), path.join(home, 'b')]);
    expect(load({ workingFolder: home, environment: { STARWEAVE_DATA: '/else' } }).dataFolder).toBe('/else');
  });

  it('understands DATABASE_URL, and its own variable before it', () => {
    const theirs = 'postgres://a@b/c';
    const ours = 'postgresql://d@e/f';
    expect(load({ environment: { DATABASE_URL: theirs } }).databaseUrl).toBe(theirs);
    expect(load({ environment: { DATABASE_URL: theirs, STARWEAVE_DATABASE_URL: ours } }).databaseUrl).toBe(ours);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(load({ environment: { STARWEAVE_PORT: '', DATABASE_URL: '' } })).toMatchObject({
      port: 4000,
      databaseUrl: undefined,
    });
  });

  it.each([
    [{ flags: { 'no-such': '1' } }, '--no-such', 'port'],
    [{ environment: { STARWEAVE_PROT: '1' } }, 'STARWEAVE_PROT', 'STARWEAVE_PORT'],
    [{ flags: { port: '70000' } }, '"70000"', 'a whole number from 0 to 65535'],
    [{ flags: { port: '4e3' } }, '"4e3"', 'a whole number'],
    [{ flags: { log: 'loud' } }, '"loud"', 'silent, error, warn, info, debug'],
    [{ environment: { STARWEAVE_OLLAMA_URL: 'localhost' } }, 'STARWEAVE_OLLAMA_URL', 'http://'],
    [{ environment: { DATABASE_URL: 'mysql://a' } }, 'DATABASE_URL', 'postgres://'],
    [{ flags: { host: ' ' } }, '--host', 'text'],
  ])('refuses %j by name and says what is allowed', (sources, name, allowed) => {
    expect(() => load(sources)).toThrow(ConfigError);
    expect(() => load(sources)).toThrow(name);
    expect(() => load(sources)).toThrow(allowed);
  });

  it.each([
    ['{"port": 4000', 'not valid JSON'],
    ['[]', 'one JSON object'],
    [{ prot: 1 }, '"prot"'],
    [{ image: { wrokers: 1 } }, '"image.wrokers"'],
  ])('refuses the file %j', async (content, reason) => {
    const configFile = await writeConfigFile(content);
    expect(() => load({ configFile })).toThrow(reason);
  });

  it('refuses a named file that is not there', () => {
    expect(() => load({ configFile: 'missing.json' })).toThrow('missing.json');
  });

  it('never shows a secret, neither in a description nor in a refusal', () => {
    const environment = { STARWEAVE_OPENAI_API_KEY: 'hunter2', DATABASE_URL: 'postgres://a:hunter2@b/c' };
    expect(JSON.stringify(describeConfig(load({ environment })))).not.toContain('hunter2');
    expect(() => load({ environment: { DATABASE_URL: 'hunter2' } })).toThrow(/^(?!.*hunter2)/);
  });
});

describe('the table of settings', () => {
  it.each(['flag', 'fileKey'] as const)('has no %s twice', (place) => {
    const names = Object.values(settings).map((setting) => setting[place]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('describes every setting with the value in force', () => {
    const lines = describeConfig(load({ flags: { 'image-workers': '4' } }));
    expect(lines.map(({ name }) => name)).toEqual(Object.values(settings).map(({ fileKey }) => fileKey));
    expect(lines.find(({ name }) => name === 'image.workers')).toEqual({
      name: 'image.workers',
      value: '4',
      origin: '--image-workers',
      environment: 'STARWEAVE_IMAGE_WORKERS',
    });
  });
});
