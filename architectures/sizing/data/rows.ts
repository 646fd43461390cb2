import type { Page } from '../../../constructs/spec';

/** Nodes of one class, as a row of the published tables lists them. */
export type Fleet = readonly [nodes: number, instance: string];

/** One published table: what the vendor lists for so many concurrent users. */
export interface SizeRow {
  /** Concurrent users of the page's title. */
  readonly concurrentUsers: number;
  readonly app: Fleet;
  /** Writer and readers together. */
  readonly database: Fleet;
  readonly search: Fleet | null;
  readonly proxy: Fleet;
  readonly cache: Fleet | null;
  readonly page: string;
  /** Where the page's text says something else than its table. */
  readonly readersInText?: string;
}

const row = <const U extends number>(
  users: U,
  app: Fleet,
  database: Fleet,
  search: Fleet | null,
  proxy: Fleet,
  more: Partial<SizeRow> = {},
): SizeRow & { readonly concurrentUsers: U } => ({
  app,
  database,
  search,
  proxy,
  cache: null,
  page: `administration-guide/scale/scale-to-${users}-users.rst`,
  ...more,
  concurrentUsers: users,
});

/** The nine published rows (vendor's documentation, commit 9dd1c713 of 2026-08-21): app, database, search, proxy. */
export const rows = [
  row(200, [1, 'c7i.large'], [1, 'r7g.large'], null, [1, 'm7i.4xlarge']),
  row(2_000, [2, 'c7i.large'], [2, 'r7g.large'], [2, 'r6g.xlarge'], [1, 'm7i.4xlarge']),
  row(15_000, [2, 'c7i.xlarge'], [2, 'r7g.xlarge'], [2, 'r6g.xlarge'], [1, 'm7i.4xlarge']),
  row(30_000, [2, 'c7i.2xlarge'], [2, 'r7g.2xlarge'], [4, 'r6g.2xlarge'], [1, 'm7i.4xlarge'], {
    readersInText: 'the text of the page says several; its runs had one',
  }),
  row(50_000, [5, 'c7i.2xlarge'], [5, 'r7g.2xlarge'], [4, 'r6g.2xlarge'], [1, 'm7i.4xlarge']),
  row(80_000, [4, 'c7i.4xlarge'], [4, 'r7g.4xlarge'], [4, 'r6g.2xlarge'], [1, 'm7i.4xlarge']),
  row(90_000, [5, 'c7i.4xlarge'], [5, 'r7g.4xlarge'], [4, 'r6g.2xlarge'], [1, 'm7i.4xlarge']),
  row(100_000, [6, 'c7i.4xlarge'], [6, 'r7g.4xlarge'], [4, 'r6g.2xlarge'], [1, 'm7i.4xlarge']),
  row(200_000, [14, 'c7i.4xlarge'], [7, 'r7g.4xlarge'], [4, 'r6g.2xlarge'], [4, 'm6in.8xlarge'], {
    cache: [1, 'm7g.2xlarge'],
  }),
] as const;

/** Concurrent users of a published row: its id. */
export type RowId = (typeof rows)[number]['concurrentUsers'];

/** Labels of the published tables, by what they describe. */
const labels = {
  app: 'Mattermost Application',
  writer: 'RDS Writer',
  reader: 'RDS Reader',
  search: 'Elasticsearch Node',
  proxy: 'Proxy',
  cache: 'Redis',
} as const;

/** The page of a row, and the line of its table. */
export const lineOf = (row: SizeRow, line: keyof typeof labels): Page => ({
  page: row.page,
  place: line === 'search' && row.concurrentUsers >= 30_000 ? 'Elasticsearch cluster' : labels[line],
});

/** A named size is a claim; what is bought for it is the smallest row that holds the claim. */
export const sizes = {
  '200': 200,
  '1k': 1_000,
  '2k': 2_000,
  '5k': 5_000,
  '10k': 10_000,
  '15k': 15_000,
  '30k': 30_000,
  '50k': 50_000,
  '80k': 80_000,
  '90k': 90_000,
  '100k': 100_000,
  '200k': 200_000,
} as const;
export type SizeName = keyof typeof sizes;
export const sizeNames = Object.keys(sizes) as [SizeName, ...SizeName[]];
