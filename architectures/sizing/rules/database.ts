import {
  count,
  byDefault,
  derived,
  from,
  published,
  type DatabaseParameters,
  type DatabaseSpec,
  type Explained,
} from '../../../constructs/spec';
import { pages } from '../data/pages';
import { changeable } from '../data/parameters';
import { lineOf } from '../data/rows';
import { databaseShapes } from '../data/shapes';
import type { Facts } from '../facts';
import { login } from './secrets';
import type { Spare } from './spare';

type Later = 'maxConnections' | 'parameters';

export const database = ({ request, row }: Facts, spare: Spare): Explained<Omit<DatabaseSpec, Later>> => {
  const [instances, instance] = row.database;
  const readers = instances - 1;
  const remark = row.readersInText ? ` (${row.readersInText})` : '';
  return {
    engineVersion: byDefault(
      '16.13',
      'our choice: the published runs used 14, which reached its community end on 2026-11-12; server 11.7 needs 14, the next Extended Support Release probably 15; 16 outlives both',
    ),
    instance: published(instance, `the database class of the ${count(row.concurrentUsers)} row`, lineOf(row, 'writer')),
    readers: spare.count
      ? derived(
          readers + spare.count,
          from`${readers} ${readers === 1 ? 'reader' : 'readers'} published${remark} + ${spare.count}: ${spare.because}`,
          lineOf(row, 'reader'),
        )
      : published(
          readers,
          `the readers of the ${count(row.concurrentUsers)} row${remark}; ${spare.because}`,
          lineOf(row, 'reader'),
        ),
    name: byDefault('mattermost', 'our choice: the name of the product; Aurora makes no database unless one is named'),
    login: login('mattermost', 'the server at its database'),
    backup: {
      days: byDefault(
        7,
        'our choice: 7 days of restore to any second, so that a mistake before a long weekend is found',
      ),
      deletionProtection:
        request.availability === 'single-node'
          ? byDefault(true, 'our choice: an evaluation becomes production sooner than anybody planned')
          : byDefault(true, 'our choice: the database is the only copy of the messages'),
    },
    performanceInsights: byDefault(
      true,
      'our choice: standard Database Insights, seven days of history without a charge',
    ),
    iamAuthentication: byDefault(
      true,
      'our choice: operators sign in as themselves; the server cannot, its data source is fixed at start',
    ),
    reservedConnections: byDefault(
      20,
      'our choice: 3 for superusers (the default of PostgreSQL), 2 for the service, 15 for operators and monitoring',
    ),
  };
};

const kB = 1;
const MB = 1_024 * kB;

/** One group for writer and readers, because a failover makes a reader the writer. */
export function parameters({
  instance,
  readers,
}: Pick<DatabaseSpec, 'instance' | 'readers'>): Explained<Pick<DatabaseSpec, 'parameters'>> {
  const said = (name: keyof DatabaseParameters) =>
    `Aurora lets one change it, says for ${changeable[name].speaksOf === 'no version' ? 'Aurora PostgreSQL without a version' : `Aurora PostgreSQL ${changeable[name].speaksOf}`}: ${changeable[name].source}`;
  const memory = databaseShapes[instance]?.memoryGiB ?? 0;
  return {
    parameters: {
      random_page_cost: published(1.1, `solid state storage; ${said('random_page_cost')}`, pages.highAvailability),
      work_mem: readers
        ? published(
            32 * MB,
            `kB; the page gives a writer with readers 32 MB and a reader 16 MB, and one group serves both since a failover swaps them; the ceiling runs used 32768; ${said('work_mem')}`,
            pages.highAvailability,
          )
        : published(16 * MB, `kB; the page gives a single instance 16 MB; ${said('work_mem')}`, pages.highAvailability),
      maintenance_work_mem:
        memory < 32
          ? derived(
              512 * MB,
              from`kB; 512 MB below 32 GB, and the class has ${memory} GiB; ${said('maintenance_work_mem')}`,
              pages.highAvailability,
            )
          : derived(
              1_024 * MB,
              from`kB; 1 GB from 32 GB on, and the class has ${memory} GiB; ${said('maintenance_work_mem')}`,
              pages.highAvailability,
            ),
      'rds.force_ssl': byDefault(
        1,
        `our choice: 1, the server refuses plain text, whatever a data source says; ${said('rds.force_ssl')}`,
      ),
    },
  };
}
