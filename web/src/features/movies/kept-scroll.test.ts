import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepScroll, readScrollTop, scrollBackTo } from './kept-scroll.ts';

const VIEW_PX = 800;
let grow: () => void = () => {};

/** As much of a scroller as the two functions use: it can't go beyond its end, and tells of every move. */
class Scroller extends EventTarget {
  readonly clientHeight = VIEW_PX;
  readonly children = [{}];
  readonly style = { overflowAnchor: '' };
  scrollHeight: number;
  #top = 0;

  constructor(scrollHeight: number) {
    super();
    this.scrollHeight = scrollHeight;
  }

  get scrollTop(): number {
    return this.#top;
  }

  scrollTo({ top }: { readonly top: number }): void {
    this.#top = Math.max(0, Math.min(top, this.scrollHeight - this.clientHeight));
    this.dispatchEvent(new Event('scroll'));
  }

  /** A page that becomes shorter than the place in view goes to its end, without telling of a move at once. */
  resizeTo(scrollHeight: number): void {
    this.scrollHeight = scrollHeight;
    this.#top = Math.min(this.#top, scrollHeight - this.clientHeight);
    grow();
  }

  get asElement(): HTMLElement {
    return this as unknown as HTMLElement;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  const history = {
    state: null as unknown,
    replaceState(state: unknown) {
      history.state = state;
    },
  };
  vi.stubGlobal('window', { history });
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(onGrowth: () => void) {
        grow = onGrowth;
      }
      observe() {}
      disconnect() {
        grow = () => {};
      }
    },
  );
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('how far a page was scrolled', () => {
  test('is kept with its entry of the history once it has come to rest', () => {
    const scroller = new Scroller(3000);
    keepScroll(scroller.asElement);
    expect(readScrollTop()).toBeUndefined();
    scroller.scrollTo({ top: 500 });
    expect(readScrollTop()).toBeUndefined();
    vi.runAllTimers();
    expect(readScrollTop()).toBe(500);
  });

  test('is kept at once when a click may lead away, and not after it has stopped', () => {
    const scroller = new Scroller(3000);
    const stop = keepScroll(scroller.asElement);
    scroller.scrollTo({ top: 700 });
    scroller.dispatchEvent(new Event('click'));
    expect(readScrollTop()).toBe(700);
    scroller.scrollTo({ top: 900 });
    stop();
    vi.runAllTimers();
    expect(readScrollTop(), 'the next entry is not given the place of this one').toBe(700);
  });

  test.each([[null], ['text'], [{ scrollTop: '12' }], [{}]])('is unknown where the entry holds %o', (state) => {
    window.history.replaceState(state, '');
    expect(readScrollTop()).toBeUndefined();
  });
});

describe('coming back', () => {
  test('goes there as soon as the page is long enough, and stays while more of it comes', () => {
    const scroller = new Scroller(900);
    scrollBackTo(scroller.asElement, 1500);
    expect(scroller.scrollTop).toBe(0);
    scroller.resizeTo(2000);
    expect(scroller.scrollTop).toBe(0);
    scroller.resizeTo(3000);
    expect(scroller.scrollTop).toBe(1500);
    scroller.resizeTo(2000);
    expect(scroller.scrollTop, 'a part is drawn anew and shorter').toBe(1200);
    scroller.resizeTo(2600);
    expect(scroller.scrollTop).toBe(1500);
  });

  test.each(['wheel', 'touchstart', 'pointerdown', 'keydown'])('ends with the person’s own %s', (name) => {
    const scroller = new Scroller(900);
    scrollBackTo(scroller.asElement, 1500);
    scroller.dispatchEvent(new Event(name));
    scroller.resizeTo(3000);
    expect(scroller.scrollTop).toBe(0);
  });

  test('ends when somebody drags the scrollbar, and when the page goes on growing for too long', () => {
    const dragged = new Scroller(3000);
    scrollBackTo(dragged.asElement, 1500);
    dragged.scrollTo({ top: 300 });
    dragged.resizeTo(3100);
    expect(dragged.scrollTop).toBe(300);
    const early = new Scroller(1800);
    scrollBackTo(early.asElement, 1500);
    early.scrollTo({ top: 300 });
    early.resizeTo(3000);
    expect(early.scrollTop).toBe(300);
    const slow = new Scroller(900);
    scrollBackTo(slow.asElement, 1500);
    vi.advanceTimersByTime(10_000);
    slow.resizeTo(3000);
    expect(slow.scrollTop).toBe(0);
  });

  test('stops when it is told to', () => {
    const scroller = new Scroller(900);
    scrollBackTo(scroller.asElement, 1500)();
    scroller.resizeTo(3000);
    expect(scroller.scrollTop).toBe(0);
  });
});
