import { describe, expect, test } from 'vitest';
import { followsAfterScroll } from './follows-after-scroll.ts';

const window600 = (scrollTop: number, scrollHeight: number) => ({ scrollTop, scrollHeight, clientHeight: 600 });

describe('a conversation that follows its end', () => {
  test('goes on when an answer grew before the browser told of the last move', () => {
    expect(followsAfterScroll(true, 400, window600(400, 3000))).toBe(true);
    expect(followsAfterScroll(true, 0, window600(400, 3000))).toBe(true);
    expect(followsAfterScroll(true, 400.4, window600(400, 3000))).toBe(true);
  });

  test('stays when somebody goes up, and follows again at the end only', () => {
    expect(followsAfterScroll(true, 2400, window600(2000, 3000))).toBe(false);
    expect(followsAfterScroll(false, 2000, window600(2200, 3000))).toBe(false);
    expect(followsAfterScroll(false, 2200, window600(2340, 3000))).toBe(true);
  });

  test('goes on when it becomes shorter', () => {
    expect(followsAfterScroll(true, 2400, window600(900, 1500))).toBe(true);
  });
});
