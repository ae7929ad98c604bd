import { describe, expect, it } from 'vitest';
import { PromptWeightError, parsePromptAttention } from './prompt-attention.ts';
import { promptCases } from './test-prompt-cases.ts';

describe('parsePromptAttention', () => {
  it.each(promptCases.cases.filter(({ emphasis }) => emphasis !== 'none'))('reads $prompt', ({ prompt, pieces }) => {
    expect(parsePromptAttention(prompt).map(({ text, weight }) => [text, weight])).toEqual(pieces);
  });

  // The examples in the documentation of AUTOMATIC1111's own parser.
  it.each([
    ['normal text', [['normal text', 1]]],
    [
      'an (important) word',
      [
        ['an ', 1],
        ['important', 1.1],
        [' word', 1],
      ],
    ],
    ['(unbalanced', [['unbalanced', 1.1]]],
    [String.raw`\(literal\]`, [['(literal]', 1]]],
    ['(unnecessary)(parens)', [['unnecessaryparens', 1.1]]],
    [
      'a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).',
      [
        ['a ', 1],
        ['house', 1.5730000000000004],
        [' ', 1.1],
        ['on', 1],
        [' a ', 1.1],
        ['hill', 0.55],
        [', sun, ', 1.1],
        ['sky', 1.4641000000000006],
        ['.', 1.1],
      ],
    ],
  ])('reads its example %s', (prompt, pieces) => {
    expect(parsePromptAttention(prompt).map(({ text, weight }) => [text, weight])).toEqual(pieces);
  });

  it.each(promptCases.broken)('refuses the number of %s', (prompt) => {
    expect(() => parsePromptAttention(prompt)).toThrow(PromptWeightError);
  });

  it('tells which number it is', () => {
    expect(() => parsePromptAttention('a (red:1.2.3) sun')).toThrow('"1.2.3"');
  });

  it('reads every prompt, however its brackets stand', () => {
    const marks = ['(', ')', '[', ']', '\\', ':', '1.2', 'a', ' ', 'BREAK'];
    let state = 1;
    for (let prompt = 0; prompt < 500; prompt += 1) {
      let text = '';
      for (let mark = 0; mark < 12; mark += 1) {
        state = (state * 48_271) % 0x7fffffff;
        text += marks[state % marks.length]!;
      }
      if (/:[\s\d.]*\.\d*\.[\d.]*\s*\)/.test(text)) continue;
      const pieces = parsePromptAttention(text);
      expect(pieces.length).toBeGreaterThan(0);
      const kept = pieces.map((piece) => piece.text).join('');
      expect(kept.replace(/[^a]/g, '')).toHaveLength(text.replace(/BREAK/g, '').replace(/[^a]/g, '').length);
    }
  });
});
