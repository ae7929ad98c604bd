import type { UserFeatures } from '../interactions/item-features.ts';
import type { ByteSource } from './byte-source.ts';
import { parseId } from './field-values.ts';
import { findColumn } from './rating-format.ts';
import type { RejectedLineCounter } from './rejected-lines.ts';
import { readSideTable, rejectRecord, type SideRecord, type SideTableFormat } from './side-table.ts';

const idNames = ['userid', 'user', 'uid', 'id'] as const;

/** The age groups of ML-1M by the youngest age in each, which ML-100K's ages are put into as well. */
const ageGroups = [
  [56, '56 and over'],
  [50, '50–55'],
  [45, '45–49'],
  [35, '35–44'],
  [25, '25–34'],
  [18, '18–24'],
  [0, 'under 18'],
] as const;

/** ML-1M's occupations by number. */
const occupations = [
  ...['other', 'educator', 'artist', 'clerical', 'college student', 'customer service', 'health care', 'executive'],
  ...['farmer', 'homemaker', 'K-12 student', 'lawyer', 'programmer', 'retired', 'sales', 'scientist', 'self-employed'],
  ...['engineer', 'tradesman', 'unemployed', 'writer'],
];

/**
 * People by id, from ML-1M's `users.dat`, ML-100K's `u.user`, or a CSV whose header names an id; its other columns are the
 * features. Ages become ML-1M's groups (`25–34`), zip codes their first digit as `region`.
 */
export async function readUsers(
  source: ByteSource,
  rejected: RejectedLineCounter,
  signal?: AbortSignal,
): Promise<Map<number, UserFeatures>> {
  const users = new Map<number, UserFeatures>();
  for await (const record of readSideTable(source, { findFormat, needed: [idNames], signal })) {
    const id = parseId(record.field(idNames), 'user');
    if (typeof id === 'string') rejectRecord(rejected, source, record, id);
    else users.set(id, createFeatures(record));
  }
  return users;
}

function findFormat(firstLine: string): SideTableFormat | undefined {
  if (/^\d+::[FM]::\d+::/.test(firstLine)) {
    return { delimiter: '::', columns: ['id', 'gender', 'age', 'occupation', 'zip'] };
  }
  if (/^\d+\|\d+\|[FM]\|/.test(firstLine)) {
    return { delimiter: '|', columns: ['id', 'age', 'gender', 'occupation', 'zip'] };
  }
  return undefined;
}

function createFeatures({ columns, fields }: SideRecord): UserFeatures {
  const features = new Map<string, string>();
  const idPosition = findColumn(columns, idNames);
  for (const [position, name] of columns.entries()) {
    const value = fields[position] ?? '';
    if (position === idPosition || value === '') continue;
    const [key, meaning] = describeFeature(name.toLowerCase(), value);
    features.set(key, meaning);
  }
  return features;
}

function describeFeature(name: string, value: string): [name: string, value: string] {
  const number = /^\d+$/.test(value) ? Number(value) : undefined;
  if (name === 'age' && number !== undefined) return [name, ageGroups.find(([youngest]) => number >= youngest)![1]];
  if (name === 'occupation' && number !== undefined) return [name, occupations[number] ?? value];
  if (/^zip([ _-]?code)?$/.test(name)) return ['region', value.slice(0, 1)];
  return [name, value];
}
