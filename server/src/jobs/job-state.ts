import { JobState } from '@starweave/contract';

/** The life of a job; the last four are final. */
const jobStates = ['queued', 'loading', 'running', 'done', 'failed', 'cancelled', 'quarantined'] as const;
export type JobStateName = (typeof jobStates)[number];

/** What each state may become. Back to `queued` happens when a worker is gone. */
const transitions: Readonly<Record<JobStateName, readonly JobStateName[]>> = {
  queued: ['loading', 'cancelled'],
  loading: ['running', 'failed', 'cancelled', 'queued', 'quarantined'],
  running: ['done', 'failed', 'cancelled', 'queued', 'quarantined'],
  done: [],
  failed: [],
  cancelled: [],
  quarantined: [],
};

/** The states from which a job may come into this one; every UPDATE of a state is guarded by them. */
export function getStatesBefore(state: JobStateName): JobStateName[] {
  return jobStates.filter((before) => transitions[before].includes(state));
}

export function isFinalState(state: JobStateName): boolean {
  return transitions[state].length === 0;
}

const contractStates: Readonly<Record<JobStateName, JobState>> = {
  queued: JobState.QUEUED,
  loading: JobState.LOADING,
  running: JobState.RUNNING,
  done: JobState.DONE,
  failed: JobState.FAILED,
  cancelled: JobState.CANCELLED,
  quarantined: JobState.QUARANTINED,
};

export function toContractState(state: JobStateName): JobState {
  return contractStates[state];
}

export function fromContractState(state: JobState): JobStateName | undefined {
  return jobStates.find((name) => contractStates[name] === state);
}
