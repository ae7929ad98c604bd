import { PageHeading } from '../page-heading.tsx';

export function AnalyticsPage() {
  return <PageHeading title="Analytics" />;
}
