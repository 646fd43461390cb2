import { describe, expect, test } from '@jest/globals';
import { regressions, runs, type Measurement } from '../../architectures/sizing/data/runs';
import { mutations, textMutations } from './mutations';
import { ceilings, linesOf, regressionSeries } from './published';

type Measurements = Readonly<Record<string, Measurement>>;

const fleet = ([nodes, instance]: readonly [number, string]): string => `${nodes} ${instance}`;

/** The ceiling runs of the product, written as the vendor's report prints them. */
const printedCeilings = (all: Measurements): string[] =>
  Object.entries(all).map(([id, { concurrentUsers: users, app, database, search, proxy }]) =>
    [id, fleet(app), fleet(database), search?.[0] ?? 0, fleet(proxy), users].join(' '),
  );

const printedRegressions = (all: Measurements): string[] =>
  Object.entries(all).map(([id, { server, concurrentUsers: users }]) => [id, server, users].join(' '));

/** What the reports print of a run: they do not name the class of its search nodes. */
const isPrinted = /\.(concurrentUsers|(app|database|proxy)\.[01]|search\.0)$/;

describe('the sixteen ceiling runs', () => {
  test('are those of the report', () => {
    expect(printedCeilings(runs)).toEqual(linesOf(ceilings));
  });

  test('are of one server, one tool and one dataset, so that they may be compared', () => {
    for (const run of Object.values(runs)) {
      expect(run).toMatchObject({
        server: '9.5.7',
        tool: 'mattermost-load-test-ng 1.18.0',
        dataset: '100 million posts',
        date: '2024-07 to 2024-08',
      });
    }
  });

  test.each(mutations<Measurements>(runs).filter(({ path }) => isPrinted.test(path)))(
    'differ from the report when $path is another',
    ({ value }) => {
      expect(printedCeilings(value)).not.toEqual(linesOf(ceilings));
    },
  );

  test('differ from the report when any number of the report is another', () => {
    const alike = textMutations(ceilings).filter((other) => linesOf(other).join() === printedCeilings(runs).join());
    expect(alike).toEqual([]);
  });
});

describe('the monthly regression series and the comparison of two Extended Support Releases', () => {
  test('are those of the reports', () => {
    expect(printedRegressions(regressions)).toEqual(linesOf(regressionSeries));
  });

  test('had two app nodes, two databases and one small proxy, and no search', () => {
    for (const run of Object.values(regressions)) {
      expect(run).toMatchObject({
        app: [2, 'c7i.2xlarge'],
        database: [2, 'r7g.2xlarge'],
        proxy: [1, 'c7i.xlarge'],
        search: null,
        dataset: '12 million posts',
      });
    }
  });

  test.each(mutations(regressions).filter(({ path }) => /\.(concurrentUsers|server)$/.test(path)))(
    'differ from the reports when $path is another',
    ({ value }) => {
      expect(printedRegressions(value)).not.toEqual(linesOf(regressionSeries));
    },
  );

  test('differ from the reports when any number of a report is another', () => {
    const alike = textMutations(regressionSeries).filter(
      (other) => linesOf(other).join() === printedRegressions(regressions).join(),
    );
    expect(alike).toEqual([]);
  });
});
