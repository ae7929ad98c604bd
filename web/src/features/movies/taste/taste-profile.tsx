import type { GetTasteProfileResponse, RatedMovie } from '@starweave/contract';
import { Skeleton } from '../../../design/skeleton.tsx';
import { useFilmSession } from '../film/film-context.ts';
import { ProblemNote } from '../film/problem-note.tsx';
import { useTailoredRequest } from '../film/use-tailored-request.ts';
import { RatedFilms } from './rated-films.tsx';
import { RatingHabits } from './rating-habits.tsx';
import { TasteShares } from './taste-shares.tsx';

export interface TasteProfileProps {
  /** Whose; empty: the caller's. */
  readonly userId: string;
}

/** What somebody's ratings say about them, beside everyone's. */
export function TasteProfile({ userId }: TasteProfileProps) {
  const { movies } = useFilmSession();
  const { answer, problem, isLoading, retry } = useTailoredRequest(`taste ${userId}`, (signal) =>
    movies.getTasteProfile({ userId }, { signal }),
  );
  return (
    <section aria-labelledby="taste-heading" aria-busy={isLoading} className="grid content-start gap-6">
      <h2 id="taste-heading" className="font-display text-[1.75rem] leading-tight">
        {userId === '' ? 'Your taste' : `The taste of ${userId}`}
      </h2>
      {problem !== undefined && <ProblemNote problem={problem} onRetry={retry} />}
      {answer === undefined && problem === undefined && <ProfileSkeleton />}
      {answer !== undefined && <Profile profile={answer} isOwn={userId === ''} />}
    </section>
  );
}

function ProfileSkeleton() {
  return (
    <div role="status" aria-label="Loading the taste profile" className="grid gap-4">
      <Skeleton className="h-16" />
      <Skeleton className="h-56 opacity-70" />
      <Skeleton className="h-40 opacity-50" />
    </div>
  );
}

function Profile({ profile, isOwn }: { readonly profile: GetTasteProfileResponse; readonly isOwn: boolean }) {
  if (profile.ratingCount === 0) {
    return (
      <p className="text-ink-soft">
        {isOwn ? 'Rate a few films, and what they have in common shows here.' : 'There are no ratings of this person.'}
      </p>
    );
  }
  const whose = isOwn ? 'Yours' : 'Theirs';
  return (
    <>
      <Summary profile={profile} />
      <RatingHabits profile={profile} whose={whose} />
      <TasteShares title="Genres" shares={profile.genres} whose={whose} limit={8} />
      <TasteShares title="Decades" shares={profile.decades} whose={whose} isInOrder />
      <RatedFilms
        title="Favourites"
        films={profile.favourites.filter(({ rating }) => rating >= profile.meanRating).slice(0, 5)}
      />
      <RatedFilms title="Most surprising" films={profile.surprises.filter(isSurprise).slice(0, 5)} hasExpectation />
    </>
  );
}

/** Where few films are rated, the furthest from what was expected may still be near. */
function isSurprise({ rating, expectedRating }: RatedMovie): boolean {
  return expectedRating !== undefined && Math.abs(rating - expectedRating) >= 0.75;
}

function Summary({ profile }: { readonly profile: GetTasteProfileResponse }) {
  const { ratingCount, meanRating, everyonesMeanRating, likeCount, notInterestedCount, seenCount } = profile;
  const difference = meanRating - everyonesMeanRating;
  const habit =
    Math.abs(difference) < 0.05
      ? 'just as everyone does'
      : `${Math.abs(difference).toFixed(1)} ${difference > 0 ? 'more' : 'less'} than everyone`;
  const said = [
    likeCount > 0 && `${likeCount} liked`,
    notInterestedCount > 0 && `${notInterestedCount} set aside`,
    seenCount > 0 && `${seenCount} seen`,
  ].filter((part) => part !== false);
  return (
    <p className="text-[0.9375rem] text-ink-soft">
      <strong className="font-semibold text-ink tabular-nums">
        {ratingCount} {ratingCount === 1 ? 'film' : 'films'}
      </strong>{' '}
      rated, <strong className="font-semibold text-ink tabular-nums">{meanRating.toFixed(1)}</strong> stars on average,{' '}
      {habit}.{said.length > 0 && ` ${said.join(', ')}.`}
    </p>
  );
}
