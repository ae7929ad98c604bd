/** A model that needs more memory than there is, whatever else is let go. */
export class ModelDoesNotFitError extends Error {
  override readonly name = 'ModelDoesNotFitError';
  readonly code = 'model-does-not-fit';
  readonly model: string;
  readonly neededBytes: number;
  readonly availableBytes: number;

  constructor(model: string, neededBytes: number, availableBytes: number, options?: ErrorOptions) {
    super(
      `${model} needs ${formatMegabytes(neededBytes)} of memory, and ${formatMegabytes(availableBytes)} are left for it.`,
      options,
    );
    this.model = model;
    this.neededBytes = neededBytes;
    this.availableBytes = availableBytes;
  }
}

/** Bytes for people, in MB of 2^20 bytes: one digit after the point below ten, none above. */
export function formatMegabytes(bytes: number): string {
  const megabytes = bytes / 2 ** 20;
  return `${megabytes < 10 ? megabytes.toFixed(1) : Math.round(megabytes)} MB`;
}
