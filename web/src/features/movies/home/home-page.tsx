import { PageHeading } from '../page-heading.tsx';

export function HomePage() {
  return <PageHeading title="Films" />;
}
