/** Wakes a loop that waits for work: a `set` while nobody waits makes the next wait return at once. */
export interface WakeSignal {
  readonly set: () => void;
  /** True when it was set, false after the time. */
  wait(timeoutMs: number): Promise<boolean>;
}

export function createWakeSignal(): WakeSignal {
  let isSet = false;
  let wakeUp: (() => void) | undefined;
  return {
    set() {
      isSet = true;
      wakeUp?.();
    },
    async wait(timeoutMs) {
      if (!isSet) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wakeUp = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wakeUp = undefined;
      const wasSet = isSet;
      isSet = false;
      return wasSet;
    },
  };
}
