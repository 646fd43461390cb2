import { describe, expect, test } from '@jest/globals';
import { planArchitecture, rows, sizes, type SizeRow } from '../../architectures/sizing';
import { ec2Shapes, databaseShapes } from '../../architectures/sizing/data/shapes';
import { mutations, textMutations } from './mutations';
import { linesOf, namedSizes, publishedRows, shapes, tables } from './published';

const fleet = (nodes: readonly [number, string] | null): string => (nodes ? `${nodes[0]} ${nodes[1]}` : '-');

/** A row of the product, written as the vendor's page prints it. */
const printed = ({ concurrentUsers: users, app, database, search, proxy, cache, page }: SizeRow): string =>
  [
    users,
    fleet(app),
    `1+${database[0] - 1} ${database[1]}`,
    fleet(search),
    fleet(proxy),
    fleet(cache),
    page.replace(/^administration-guide\/scale\/(.*)\.rst$/, '$1'),
  ].join(' ');

/** Two pages say in their text what their tables do not: a remark is no number of a table. */
const withoutRemarks = rows.map((row) => ({ ...row, readersInText: undefined }));

describe('the nine published rows', () => {
  test('are those of the pages', () => {
    expect(rows.map(printed)).toEqual(linesOf(tables));
  });

  test.each(mutations(withoutRemarks))('differ from the pages when $path is another', ({ value }) => {
    expect(value.map(printed)).not.toEqual(linesOf(tables));
  });

  test('differ from the pages when any number of a page is another', () => {
    const others = textMutations(tables);
    expect(others.length).toBeGreaterThan(9 * 9);
    const alike = others.filter((other) => linesOf(other).join() === rows.map(printed).join());
    expect(alike).toEqual([]);
  });
});

describe('named sizes', () => {
  test('are these, each a claim', () => {
    expect(sizes).toEqual(Object.fromEntries(namedSizes.map(([name, claim]) => [name, claim])));
  });

  test.each(namedSizes)('%s claims %i and is bought from the row of %i', (size, claim, row) => {
    expect(planArchitecture({ concurrentUsers: size })).toMatchObject({ size, claim, boughtFrom: row });
  });

  test.each(publishedRows.map(({ users }) => users))('the row of %i holds exactly so many', (users) => {
    expect(planArchitecture({ concurrentUsers: users }).boughtFrom).toBe(users);
    const more = publishedRows.find((row) => row.users > users)?.users;
    if (more) expect(planArchitecture({ concurrentUsers: users + 1 }).boughtFrom).toBe(more);
    else expect(() => planArchitecture({ concurrentUsers: users + 1 })).toThrow(/nothing is extrapolated/);
  });

  test.each([
    [1, '200'],
    [201, '1k'],
    [1_001, '2k'],
    [15_001, '30k'],
    [123_456, '200k'],
  ])('%i concurrent users are called %s', (concurrentUsers, size) => {
    expect(planArchitecture({ concurrentUsers }).size).toBe(size);
  });
});

test.each(Object.entries(shapes))('a %s has %j vCPU and GiB', (instance, shape) => {
  const { vcpu, memoryGiB } = (instance.startsWith('r') ? databaseShapes : ec2Shapes)[instance]!;
  expect([vcpu, memoryGiB]).toEqual(shape);
});
