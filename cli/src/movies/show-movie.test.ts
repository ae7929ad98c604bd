import { create } from '@bufbuild/protobuf';
import { ModelAnswerSchema } from '@starweave/contract';
import { describe, expect, it } from 'vitest';
import { cleanText, describeModel, showMovie } from './show-movie.ts';

describe('cleanText', () => {
  it('keeps letters of every script, emoji and angle brackets', () => {
    expect(cleanText('<b>أفلام</b> 映画 👨‍👩‍👧')).toBe('<b>أفلام</b> 映画 👨‍👩‍👧');
  });

  it('makes one line without control characters and marks of direction', () => {
    expect(cleanText('a\u001b[2Jb\r\nc\u202ed\u2069\u0000e')).toBe('a [2Jb c d e');
  });

  it('cuts long texts between characters as people see them', () => {
    expect(cleanText('a'.repeat(10_000), 60)).toBe(`${'a'.repeat(59)}…`);
    expect(cleanText('👨‍👩‍👧'.repeat(5), 3)).toBe('👨‍👩‍👧👨‍👩‍👧…');
    expect(cleanText('exactly', 7)).toBe('exactly');
  });
});

it('names a film with its year, where that is known', () => {
  expect(showMovie({ title: 'Heat', year: 1995 })).toBe('Heat (1995)');
  expect(showMovie({ title: 'Heat', year: 0 })).toBe('Heat');
  expect(showMovie({ title: '\u0007', year: 0 })).toBe('Untitled');
});

it('says which model answered, whether it was the one asked for, and that ratings are simulated', () => {
  const answer = create(ModelAnswerSchema, { requestedAlgorithm: 'ease', algorithm: 'baseline' });
  expect(describeModel({ ...answer, isFallback: true, reason: 'ease does not fit', simulated: true })).toBe(
    'Answered by baseline in place of ease: ease does not fit. The ratings of this data set are simulated.\n',
  );
  expect(describeModel({ ...answer, algorithm: 'ease' })).toBe('Answered by ease.\n');
  expect(describeModel(undefined)).toBe('');
});
