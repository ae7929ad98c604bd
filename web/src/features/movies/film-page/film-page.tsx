import { PageHeading } from '../page-heading.tsx';

export interface FilmPageProps {
  readonly movieId: number;
}

export function FilmPage({ movieId }: FilmPageProps) {
  return <PageHeading title={`Film ${movieId}`} />;
}
