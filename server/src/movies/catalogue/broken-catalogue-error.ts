/** The list of films that comes with Starweave doesn't say what it should; the installation is damaged. */
export class BrokenCatalogueError extends Error {
  override readonly name = 'BrokenCatalogueError';
  readonly code = 'broken-catalogue';

  constructor(line: number, problem: string, options?: ErrorOptions) {
    super(`Line ${line} of the built-in list of films can't be used: ${problem}. Install Starweave again.`, options);
  }
}
