// The entry of a worker thread of KernelPool: runs blocks of the tasks that it is told, until it is told to end.
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerOrder, WorkerReport, WorkerStart } from './kernel-messages.ts';
import { instantiateKernels } from './kernel-module.ts';
import { runBlocks } from './run-blocks.ts';

const { module, memory, controlPointer } = workerData as WorkerStart;
const kernels = instantiateKernels(module, memory);
const control = new Int32Array(memory.buffer, controlPointer, 2);

parentPort!.on('message', (order: WorkerOrder | 'end') => {
  if (order === 'end') {
    parentPort!.close();
    return;
  }
  let report: WorkerReport;
  try {
    runBlocks(kernels[order.kernel], order, control);
    report = { failed: false };
  } catch (error) {
    Atomics.store(control, 1, 1);
    const { message, stack } = error as Error;
    report = { failed: true, message, stack };
  }
  parentPort!.postMessage(report);
});
