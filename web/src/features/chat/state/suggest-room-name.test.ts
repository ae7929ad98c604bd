import { expect, test } from 'vitest';
import { suggestRoomName } from './suggest-room-name.ts';

test('a room is named after its first words, without command and options', () => {
  expect(suggestRoomName('/image a lighthouse under a full moon, watercolor')).toBe('A lighthouse under a full moon');
  expect(suggestRoomName('/image a boat --no "rain, fog" --seed 7')).toBe('A boat');
  expect(suggestRoomName('hello\nthere')).toBe('Hello there');
});

test('one endless word is cut, nothing gives nothing', () => {
  expect(suggestRoomName('x'.repeat(500))).toHaveLength(38);
  expect(suggestRoomName('/help')).toBe('');
});

test('no character is cut in two, and none stays that a name can’t have', () => {
  expect(suggestRoomName(`a${'😀'.repeat(30)}`)).toBe(`A${'😀'.repeat(18)}`);
  expect(suggestRoomName('a red\u0007 boat')).toBe('A red boat');
});
