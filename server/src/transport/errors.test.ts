import { Code, ConnectError } from '@connectrpc/connect';
import { codeToHttpStatus } from '@connectrpc/connect/protocol-connect';
import { googleRpc } from '@starweave/contract';
import { describe, expect, it } from 'vitest';
import { IdempotencyConflictError, JobFailedError, ModelBrokenError, UnknownModelError } from '../errors.ts';
import { createConnectError, errorStatuses, httpStatusOfCode, redactSecrets } from './errors.ts';

function convert(error: unknown) {
  const unexpected: unknown[] = [];
  const converted = createConnectError(error, { requestId: 'r-1', onUnexpected: (each) => unexpected.push(each) });
  return { converted, unexpected };
}

function findReason(error: ConnectError) {
  const [info] = error.details.filter((detail) => 'desc' in detail && detail.desc === googleRpc.ErrorInfoSchema);
  return info !== undefined && 'value' in info ? info.value : undefined;
}

describe('errors on their way out', () => {
  it('have the HTTP status that the Connect protocol gives their code', () => {
    for (const code of Object.values(errorStatuses)) expect(httpStatusOfCode(code)).toBe(codeToHttpStatus(code));
  });

  it('name the field and list what is known', () => {
    const { converted } = convert(new UnknownModelError('dalle', ['postcard', 'sd15']));
    expect(converted.code).toBe(Code.InvalidArgument);
    expect(converted.rawMessage).toContain('postcard, sd15');
    expect(converted.details).toContainEqual({
      desc: googleRpc.BadRequestSchema,
      value: { fieldViolations: [{ field: 'model', description: expect.stringContaining('postcard, sd15') }] },
    });
  });

  it('carry a failed job’s own code and advice', () => {
    const failure = { code: 'worker-lost', message: 'It crashed.', advice: 'Run it again.' };
    const { converted } = convert(new JobFailedError('job-1', failure));
    expect([converted.code, converted.rawMessage]).toEqual([Code.Internal, 'It crashed. Run it again.']);
    expect(findReason(converted)).toMatchObject({
      reason: 'job-failed',
      metadata: { requestId: 'r-1', jobId: 'job-1', failureCode: 'worker-lost', advice: 'Run it again.' },
    });
  });

  it.each([
    [new ModelBrokenError('sd15', 'unet is missing.'), Code.FailedPrecondition],
    [new IdempotencyConflictError(), Code.AlreadyExists],
    [new DOMException('gone', 'AbortError'), Code.Canceled],
    [new ConnectError('as it is', Code.OutOfRange), Code.OutOfRange],
  ])('keep the status of %s', (error, code) => {
    const { converted, unexpected } = convert(error);
    expect([converted.code, unexpected]).toEqual([code, []]);
    expect(converted.metadata.get('x-request-id')).toBe('r-1');
  });

  it.each([
    [new Error('secret plan')],
    [Object.assign(new Error('secret plan'), { code: 'ENOENT' })],
    [Object.assign(new Error('secret plan'), { code: 'toString' })],
    ['secret plan'],
    [undefined],
  ])('hide what nobody expected: %s', (error) => {
    const { converted, unexpected } = convert(error);
    expect(converted.code).toBe(Code.Internal);
    expect(converted.rawMessage).not.toContain('secret plan');
    expect(unexpected).toEqual([error]);
  });
});

it.each([
  ['postgres://me:hunter2@db:5432/x failed', 'postgres://me:[redacted]@db:5432/x failed'],
  ['Authorization: Bearer abc.def-123=', 'Authorization: Bearer [redacted]'],
  ['Incorrect API key provided: sk-abcdefgh12345678', 'Incorrect API key provided: sk-[redacted]'],
  ['password=hunter2; host=db', 'password=[redacted]; host=db'],
  ['nothing to hide at http://localhost:4000/x', 'nothing to hide at http://localhost:4000/x'],
])('redacts %s', (text, expected) => {
  expect(redactSecrets(text)).toBe(expected);
});
