import type { ChatCommand } from '../../commands/chat-command.ts';
import type { FilmCommandDependencies } from './film-command.ts';
import { createRateCommand } from './rate-command.ts';
import { createRecommendCommand } from './recommend-command.ts';
import { createSimilarCommand } from './similar-command.ts';
import { createWhyCommand } from './why-command.ts';

/** What films can be asked for in a room. */
export function createFilmCommands(dependencies: FilmCommandDependencies): readonly ChatCommand[] {
  return [createRecommendCommand, createSimilarCommand, createRateCommand, createWhyCommand].map((createCommand) =>
    createCommand(dependencies),
  );
}
