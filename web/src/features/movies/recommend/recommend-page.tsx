import { PageHeading } from '../page-heading.tsx';

export function RecommendPage() {
  return <PageHeading title="Recommend" />;
}
