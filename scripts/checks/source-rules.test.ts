import { describe, expect, it } from 'vitest';
import { findRuleViolations } from './source-rules.ts';

const messages = (file: string, text: string) => findRuleViolations(file, text).map(({ message }) => message);

describe('findRuleViolations', () => {
  it.each([
    ['numerics/src/noise.ts', 'export const now = () => Date.now();', 'Date.now'],
    ['diffusion/src/noise.ts', 'export const draw = () => Math.random();', 'Math.random'],
    ['diffusion/src/noise.ts', 'export const today = new Date();', 'new Date'],
    ['server/src/jobs/queue.ts', 'export const port = process.env.PORT;', 'process.env'],
    ['server/src/images/image.ts', 'export const get = () => fetch("http://x");', 'fetch'],
    ['server/src/app.ts', "import { x } from '../../diffusion/src/x.ts';\nx();", 'leaves the package'],
    ['server/src/app.ts', "export { x } from '../../diffusion/src/x.ts';", 'leaves the package'],
    ['server/src/chat/chat-helpers.ts', '', 'does not say what is inside'],
    ['server/src/utils/text.ts', '', 'does not say what is inside'],
    ['web/src/features/ChatRoom.tsx', '', 'kebab-case'],
    ['web/src/a.ts', '// TODO: later', 'unfinished work'],
    ['workbench/a.test.ts', "export const a = new URL('x', import.meta.url).pathname;", 'folder with spaces'],
  ])('%s: %s', (file, text, expected) => {
    expect(messages(file, text).join('\n')).toContain(expected);
  });

  it.each([
    ['server/src/jobs/clock.ts', 'export const now = () => Date.now();'],
    ['numerics/src/noise.test.ts', 'export const draw = () => Math.random();'],
    ['numerics/src/day.ts', 'export const day = (timeMs: number) => new Date(timeMs);'],
    ['server/src/config.ts', 'export const port = process.env.PORT;'],
    ['server/src/language-models/ollama.ts', 'export const get = () => fetch("http://x");'],
    ['server/src/jobs/queue.ts', "import { x } from '../storage/x.ts';\nx();"],
    ['server/src/database.ts', ''],
  ])('accepts %s: %s', (file, text) => {
    expect(messages(file, text)).toEqual([]);
  });

  it('measures files and functions, and tells better from must', () => {
    const lines = (count: number) => 'f();\n'.repeat(count);
    const severities = (text: string) => findRuleViolations('web/src/a.ts', text).map(({ severity }) => severity);
    expect(severities(lines(300))).toEqual([]);
    expect(severities(lines(301))).toEqual(['warning']);
    expect(severities(lines(401))).toEqual(['error']);
    expect(severities(`const g = () => {\n${lines(48)}};\n`)).toEqual([]);
    expect(severities(`const g = () => {\n${lines(49)}};\n`)).toEqual(['warning']);
    expect(severities(`function g() {\n${lines(79)}}\n`)).toEqual(['error']);
  });

  it('says where', () => {
    expect(findRuleViolations('numerics/src/a.ts', '\n\nMath.random();\n')).toMatchObject([{ line: 3 }]);
  });
});
