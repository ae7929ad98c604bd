import { type ComponentType, createElement, lazy, type ReactNode, useState } from 'react';

/** A part of the page that is loaded when it is first seen; draw it inside `Suspense`. */
export interface LatePart<Props extends object> {
  (props: Props): ReactNode;
  /**
   * Loads it before it is seen. A part that is there is drawn at once, where React keeps a fallback that it has shown for
   * 300 ms however soon the part comes. Rejects when it can't be loaded; drawing it says so again.
   */
  prepare(): Promise<void>;
}

/** Makes a part of its loader, which is called once, and again only after it failed. */
export function createLatePart<Props extends object>(load: () => Promise<ComponentType<Props>>): LatePart<Props> {
  let loaded: ComponentType<Props> | undefined;
  let loading: Promise<ComponentType<Props>> | undefined;
  const prepare = async () => {
    loading ??= load();
    try {
      loaded = await loading;
      return loaded;
    } catch (reason) {
      // What could not be loaded ahead is loaded again when it is seen.
      loading = undefined;
      throw reason;
    }
  };
  const Lazy = lazy(async () => ({ default: await prepare() })) as unknown as ComponentType<Props>;
  function Part(props: Props): ReactNode {
    // Chosen once: another component in its place would lose what it knows.
    const [Chosen] = useState<ComponentType<Props>>(() => loaded ?? Lazy);
    return createElement(Chosen, props);
  }
  return Object.assign(Part, { prepare: async () => void (await prepare()) });
}
