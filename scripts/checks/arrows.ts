// Holds every import against the arrows of docs/architecture.md.
import path from 'node:path';
import { forbidden } from '../../dependency-cruiser.config.ts';
import { cruisePackages } from './cruise-packages.ts';

const { summary } = await cruisePackages(path.resolve(import.meta.dirname, '../..'));
for (const { rule, from, to } of summary.violations) {
  const comment = forbidden.find(({ name }) => name === rule.name)?.comment;
  console.error(`${from} → ${to}\n  ${rule.name}: ${comment}`);
}
if (summary.violations.length > 0) process.exitCode = 1;
