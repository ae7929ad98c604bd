import { OutputFormat } from '@starweave/contract';
import { describe, expect, it } from 'vitest';
import { getOutputFormat, parseImageRequest } from './image-request.ts';

describe('parseImageRequest', () => {
  it('leaves out what was not given, so that the server takes its defaults', () => {
    const request = parseImageRequest('a fox', {}, OutputFormat.PNG);
    expect(request.prompt).toBe('a fox');
    expect(request.model).toBeUndefined();
    expect(request.count).toBeUndefined();
    expect(request.settings?.seed64).toBeUndefined();
    expect(request.settings?.steps).toBeUndefined();
    expect(request.settings?.guidanceScale).toBeUndefined();
  });

  it('carries the whole seed range without rounding', () => {
    const request = parseImageRequest('a fox', { seed: '9223372036854775807' }, OutputFormat.PNG);
    expect(request.settings?.seed64).toBe(9223372036854775807n);
  });

  it('sends explicit bad values on, for the server to refuse with its reason', () => {
    const request = parseImageRequest('a fox', { steps: '0', width: '-8', count: '99' }, OutputFormat.PNG);
    expect(request.settings?.steps).toBe(0);
    expect(request.settings?.width).toBe(-8);
    expect(request.count).toBe(99);
  });

  it.each([
    [{ seed: 'seven' }, /--seed takes a whole number, not "seven"/],
    [{ seed: '9223372036854775808' }, /--seed takes at most 9223372036854775807/],
    [{ width: '2.5' }, /--width takes a whole number/],
    [{ guidance: 'NaN' }, /--guidance takes a number, not "NaN"/],
    [{ guidance: '' }, /--guidance takes a number/],
  ])('refuses %j', (values, message) => {
    expect(() => parseImageRequest('a fox', values, OutputFormat.PNG)).toThrow(message);
  });
});

describe('getOutputFormat', () => {
  it.each([
    ['.png', OutputFormat.PNG],
    ['.JPG', OutputFormat.JPEG],
    ['.jpeg', OutputFormat.JPEG],
    ['.webp', OutputFormat.WEBP],
  ])('reads %s', (extension, format) => {
    expect(getOutputFormat(extension)).toBe(format);
  });

  it.each(['', '.gif', '.png2'])('refuses %j by naming what is allowed', (extension) => {
    expect(() => getOutputFormat(extension)).toThrow(/\.png, \.jpg, \.jpeg, \.webp/);
  });
});
