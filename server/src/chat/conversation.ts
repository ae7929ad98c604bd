import type { Job } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import type { Database } from '../storage/database.ts';
import type { ConversationTurn } from './chat-responder.ts';
import type { ChatJobReader } from './contract-message.ts';
import { findConversation, type MessageRow } from './message-store.ts';
import { describeMovieCard, readStoredMovieCard } from './movie-card.ts';
import { parseMessage } from './parse-message.ts';

const longestConversationMessages = 40;
const longestConversationCharacters = 12_000;

/**
 * What was said in the room up to a message, for a responder: the last 40 messages and 12,000 characters at most,
 * the newest whole.
 *
 * Cards of pictures and films become short descriptions; help, notices and failed messages are left out.
 */
export async function loadConversation(
  { database, jobReader }: { database: Database; jobReader: ChatJobReader },
  { roomId, upTo, caller }: { roomId: string; upTo: bigint; caller: Caller },
): Promise<ConversationTurn[]> {
  const rows = await findConversation(database, { roomId, upTo, limit: longestConversationMessages });
  const jobIds = rows.flatMap(({ jobId }) => (jobId === null ? [] : [jobId]));
  const jobs = jobIds.length === 0 ? new Map<string, Job>() : await jobReader.getJobs(jobIds, caller);
  const turns: ConversationTurn[] = [];
  let characters = 0;
  for (const row of rows.toReversed()) {
    const turn = createTurn(row, jobs);
    if (turn === undefined) continue;
    characters += turn.text.length;
    if (turns.length > 0 && characters > longestConversationCharacters) break;
    turns.push(turn);
  }
  return turns.reverse();
}

function createTurn(row: MessageRow, jobs: ReadonlyMap<string, Job>): ConversationTurn | undefined {
  const role = row.author === 'person' ? 'person' : 'responder';
  const card = readStoredMovieCard(row.movies);
  if (card !== undefined) return { role, text: describeMovieCard(card) };
  if (row.jobId === null) return row.text === '' ? undefined : { role, text: readText(row) };
  const prompt = jobs.get(row.jobId)?.request?.prompt;
  return prompt === undefined ? undefined : { role, text: `[A picture: ${prompt.slice(0, 500)}]` };
}

/** A person's words as they were meant: two slashes were typed for one. */
function readText({ author, text }: MessageRow): string {
  const parsed = author === 'person' ? parseMessage(text) : undefined;
  return parsed?.kind === 'text' ? parsed.text : text;
}
