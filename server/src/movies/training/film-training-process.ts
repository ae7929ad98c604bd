import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { exitWithParent } from '../../processes/supervisor.ts';
import { carryError } from '../process/carried-error.ts';
import { runTrainingJob } from './run-training-job.ts';
import type { FromTrainingProcess, ToTrainingProcess, TrainingProgress } from './training-messages.ts';

// The entry of a training process: a child of the film process that does one piece of heavy work and ends. Whatever
// becomes of it, the films go on.

const progressEveryMs = 200;

exitWithParent();
beTheFirstToGo();
process.once('message', (message: ToTrainingProcess) => void run(message));

async function run({ job }: ToTrainingProcess): Promise<void> {
  try {
    const result = await runTrainingJob(job, createProgressReport());
    tellLast({ kind: 'done', result });
  } catch (error) {
    tellLast({ kind: 'failed', error: carryError(error) });
  }
}

function tell(message: FromTrainingProcess): void {
  process.send?.(message);
}

function tellLast(message: FromTrainingProcess): void {
  process.send?.(message, undefined, undefined, () => process.exit(0));
}

function createProgressReport(): (progress: TrainingProgress) => void {
  let lastAt = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = performance.now();
    if (now - lastAt < progressEveryMs) return;
    lastAt = now;
    tell({ kind: 'progress', progress });
  };
}

/** Questions go before training, and when memory runs out, Linux ends this process and not the one that answers. */
function beTheFirstToGo(): void {
  try {
    os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
    if (process.platform === 'linux') writeFileSync('/proc/self/oom_score_adj', '900');
  } catch {
    // A system that doesn't allow it trains all the same.
  }
}
