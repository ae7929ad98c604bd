/** Does the work once and answers every call with what came of it; where it fails, the next call tries again. */
export function rememberSuccess<T>(work: () => Promise<T>): () => Promise<T> {
  let success: Promise<T> | undefined;
  return () => {
    success ??= work().catch((error: unknown) => {
      success = undefined;
      throw error;
    });
    return success;
  };
}
