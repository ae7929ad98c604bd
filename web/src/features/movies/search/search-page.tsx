import { PageHeading } from '../page-heading.tsx';

export function SearchPage() {
  return <PageHeading title="Search" />;
}
