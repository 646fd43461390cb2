import type { Page } from '../../../constructs/spec';

/** Nodes of one class, as a row of the published tables lists them. */
export type Fleet = readonly [nodes: number, instance: string];

/** One published table: what the vendor lists for so many concurrent users. */
export interface SizeRow {
  /** Concurrent users of the page's title. */
  readonly users: number;
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

const page = (users: number): string => `administration-guide/scale/scale-to-${users}-users.rst`;

/** The nine published rows (vendor's documentation, commit 9dd1c713 of 2026-08-21). */
export const rows = [
  {
    users: 200,
    app: [1, 'c7i.large'],
    database: [1, 'r7g.large'],
    search: null,
    proxy: [1, 'm7i.4xlarge'],
    cache: null,
    page: page(200),
  },
  {
    users: 2_000,
    app: [2, 'c7i.large'],
    database: [2, 'r7g.large'],
    search: [2, 'r6g.xlarge'],
    proxy: [1, 'm7i.4xlarge'],
    cache: null,
    page: page(2_000),
  },
  {
    users: 15_000,
    app: [2, 'c7i.xlarge'],
    database: [2, 'r7g.xlarge'],
    search: [2, 'r6g.xlarge'],
    proxy: [1, 'm7i.4xlarge'],
    cache: null,
    page: page(15_000),
  },
  {
    users: 30_000,
    app: [2, 'c7i.2xlarge'],
    database: [2, 'r7g.2xlarge'],
    search: [4, 'r6g.2xlarge'],
    proxy: [1, 'm7i.4xlarge'],
    cache: null,
    page: page(30_000),
    readersInText: 'the text of the page says several; its runs had one',
  },
  {
    users: 50_000,
    app: [5, 'c7i.2xlarge'],
    database: [5, 'r7g.2xlarge'],
    search: [4, 'r6g.2xlarge'],
    proxy: [1, 'm7i.4xlarge'],
    cache: null,
    page: page(50_000),
  },
  {
    users: 80_000,
    app: [4, 'c7i.4xlarge'],
    database: [4, 'r7g.4xlarge'],
    search: [4, 'r6g.2xlarge'],
    proxy: [1, 'm7i.4xlarge'],
    cache: null,
    page: page(80_000),
  },
  {
    users: 90_000,
    app: [5, 'c7i.4xlarge'],
    database: [5, 'r7g.4xlarge'],
    search: [4, 'r6g.2xlarge'],
    proxy: [1, 'm7i.4xlarge'],
    cache: null,
    page: page(90_000),
  },
  {
    users: 100_000,
    app: [6, 'c7i.4xlarge'],
    database: [6, 'r7g.4xlarge'],
    search: [4, 'r6g.2xlarge'],
    proxy: [1, 'm7i.4xlarge'],
    cache: null,
    page: page(100_000),
  },
  {
    users: 200_000,
    app: [14, 'c7i.4xlarge'],
    database: [7, 'r7g.4xlarge'],
    search: [4, 'r6g.2xlarge'],
    proxy: [4, 'm6in.8xlarge'],
    cache: [1, 'm7g.2xlarge'],
    page: page(200_000),
  },
] as const satisfies readonly SizeRow[];

/** Concurrent users of a published row: its id. */
export type RowId = (typeof rows)[number]['users'];

/** Labels of the published tables, by what they describe. */
const labels = {
  app: 'Mattermost Application',
  writer: 'RDS Writer',
  reader: 'RDS Reader',
  search: 'Elasticsearch',
  proxy: 'Proxy',
  cache: 'Redis',
} as const;

/** The page of a row, and the line of its table. */
export const lineOf = (row: SizeRow, line: keyof typeof labels): Page => ({ page: row.page, place: labels[line] });

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
