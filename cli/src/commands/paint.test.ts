import { create } from '@bufbuild/protobuf';
import { createRouterTransport } from '@connectrpc/connect';
import { ImageRequestSchema, JobService } from '@starweave/contract';
import { expect, it } from 'vitest';
import { paint } from './paint.ts';

it('cancels a job that the server took while Ctrl-C was pressed', async () => {
  const interruption = new AbortController();
  const cancelled: string[] = [];
  const transport = createRouterTransport(({ service }) => {
    service(JobService, {
      async submitImageJob() {
        interruption.abort();
        await new Promise((resolve) => setImmediate(resolve));
        return { job: { id: 'taken' } };
      },
      cancelJob({ jobId }) {
        cancelled.push(jobId);
        return {};
      },
    });
  });
  const display = { show() {}, finish() {} };
  const request = create(ImageRequestSchema, { prompt: 'a boat' });
  await expect(paint(transport, request, display, interruption.signal)).rejects.toThrow(/abort/i);
  expect(cancelled).toEqual(['taken']);
});
