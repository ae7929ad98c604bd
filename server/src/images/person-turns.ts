/**
 * Lets one piece of work of a person run at a time, in the order of the calls; the others wait in memory.
 *
 * The database makes one person's submissions wait for each other anyway. Waiting here, they don't hold connections
 * that other calls need.
 */
export interface PersonTurns {
  run<T>(personId: string, work: () => Promise<T>): Promise<T>;
}

export function createPersonTurns(): PersonTurns {
  const last = new Map<string, Promise<unknown>>();
  return {
    run(personId, work) {
      const turn = (last.get(personId) ?? Promise.resolve()).then(work, work);
      last.set(personId, turn);
      const forget = () => {
        if (last.get(personId) === turn) last.delete(personId);
      };
      turn.then(forget, forget);
      return turn;
    },
  };
}
