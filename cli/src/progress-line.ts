import type { Terminal } from './command.ts';

/** What a progress display shows: a label and, once known, how far along it is. */
export interface ProgressState {
  readonly label: string;
  /** Steps done of `total`; not given while there is nothing to count. */
  readonly done?: number;
  readonly total?: number;
}

/** Shows a job's progress: one redrawn line on a terminal, plain lines otherwise. */
export interface ProgressDisplay {
  show(state: ProgressState): void;
  /** Clears the redrawn line, so that what follows starts on an empty one. */
  finish(): void;
}

/** A display that fits the terminal: a bar where a person watches, else a line whenever the label or a tenth changes. */
export function createProgressDisplay(terminal: Terminal): ProgressDisplay {
  return terminal.isInteractive ? createBar(terminal) : createPlainLines(terminal);
}

function createBar(terminal: Terminal): ProgressDisplay {
  let drawn = false;
  return {
    show(state) {
      terminal.writeError(`\r\u001b[2K${formatProgress(state, terminal.columns)}`);
      drawn = true;
    },
    finish() {
      if (drawn) terminal.writeError('\r\u001b[2K');
      drawn = false;
    },
  };
}

function createPlainLines(terminal: Terminal): ProgressDisplay {
  let last = '';
  return {
    show(state) {
      const tenth = state.done === undefined || !state.total ? 0 : Math.floor((10 * state.done) / state.total);
      const key = `${state.label} ${tenth}`;
      if (key === last) return;
      last = key;
      terminal.writeError(`${state.label}${formatCount(state)}\n`);
    },
    finish() {},
  };
}

function formatCount(state: ProgressState): string {
  return state.done === undefined || state.total === undefined ? '' : ` ${state.done}/${state.total}`;
}

/** One line of at most `columns` characters: label, bar, count. */
export function formatProgress(state: ProgressState, columns: number): string {
  const count = formatCount(state);
  const room = Math.min(30, columns - state.label.length - count.length - 4);
  if (state.done === undefined || !state.total || room < 5) return `${state.label}${count}`.slice(0, columns);
  const filled = Math.round((room * Math.min(state.done, state.total)) / state.total);
  return `${state.label} ${'█'.repeat(filled)}${'░'.repeat(room - filled)}${count}`;
}
