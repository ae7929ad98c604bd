import { PageHeading } from '../page-heading.tsx';

export function DataPage() {
  return <PageHeading title="Data" />;
}
