import { describe, expect, it } from 'vitest';
import { exitCodes } from '../command.ts';
import { runWords } from '../test-run-words.ts';

describe('the words of starweave movies', () => {
  it.each([
    [['similar'], 'Something is missing.'],
    [['rate', 'Heat'], 'The last word is the stars'],
    [['rate', 'Heat', 'good'], 'The last word is the stars'],
    [['rate', '4.5'], 'Which film?'],
    [['recommend', '--count', 'ten'], '--count takes a whole number, not "ten".'],
    [['recommend', '--diversity', 'much'], '--diversity takes a number'],
    [['search', '--order', 'constructor'], '--order can\'t be "constructor".'],
    [['datasets', 'drop', 'x'], 'Say one of: datasets list'],
    [['models', 'all'], 'models takes options only, not "all".'],
    [['export', '--format', 'xml'], '--format can\'t be "xml".'],
    [['simlar', 'Heat'], 'There is no "starweave movies simlar". Did you mean similar?'],
    [[], 'Say what to do with movies: recommend, search'],
  ])('refuses the words %j', async (words, message) => {
    const { code, errors } = await runWords(['movies', ...words]);
    expect(errors).toContain(message);
    expect(code).toBe(exitCodes.usage);
  });

  it('has a help of its own for every verb', async () => {
    const { output } = await runWords(['movies', '--help']);
    const verbs = [...output.matchAll(/^ {2}([a-z]+) /gm)].map(([, verb = '']) => verb);
    expect(verbs).toEqual(
      'recommend search similar explain rate export import download datasets models train evaluate'.split(' '),
    );
    for (const verb of verbs) {
      const help = await runWords(['movies', verb, '--help']);
      expect([help.code, help.output.split('\n')[0]]).toEqual([
        exitCodes.done,
        expect.stringContaining(`starweave movies ${verb}`),
      ]);
    }
  });
});
