import { describe, expect, test } from '@jest/globals';
import { prices, type Price } from '../../architectures/sizing/data/prices';
import {
  cacheShapes,
  databaseShapes,
  ec2Shapes,
  searchShapes,
  type Shape,
} from '../../architectures/sizing/data/shapes';
import { priceTable, shapeTable } from './instances';
import { mutations, textMutations } from './mutations';

type Shapes = Readonly<Record<string, Readonly<Record<string, Shape>>>>;
type Prices = Readonly<Record<string, Readonly<Record<string, Price>>>>;

const shapes: Shapes = { ec2: ec2Shapes, database: databaseShapes, search: searchShapes, cache: cacheShapes };
const letters: Readonly<Record<string, string>> = {
  'us-east-1': 'e',
  'us-west-2': 'w',
  'eu-central-1': 'c',
  'us-gov-west-1': 'g',
};

/** One line for each instance: what the families of a table say, or the data of the product. */
const instancesOf = (table: string): string[] =>
  table
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [service, family, ...rest] = line.split(/\s+/);
      const said = rest.filter((word) => !word.includes(':'));
      const sizes = rest.filter((word) => word.includes(':')).map((word) => word.split(':'));
      return sizes.map(([size, ...numbers]) => [service, `${family}.${size}`, ...said, ...numbers].join(' '));
    })
    .sort();

const linesOf = <T>(
  data: Readonly<Record<string, Readonly<Record<string, T>>>>,
  words: (item: T) => readonly unknown[],
) =>
  Object.entries(data)
    .flatMap(([service, all]) => Object.entries(all).map(([name, item]) => [service, name, ...words(item)].join(' ')))
    .sort();

const printedShapes = (data: Shapes): string[] =>
  linesOf(data, ({ arch, regions, vcpu, memoryGiB }) => [
    arch,
    regions?.map((region) => letters[region] ?? region).join('') ?? '-',
    vcpu,
    memoryGiB,
  ]);

const printedPrices = (data: Prices): string[] => linesOf(data, ({ date, usdPerHour }) => [date, usdPerHour]);

describe.each([
  ['shapes', printedShapes(shapes), shapeTable, mutations(shapes).map(({ value }) => printedShapes(value))],
  [
    'prices',
    printedPrices(prices),
    priceTable,
    mutations<Prices>(prices)
      .filter(({ path }) => !path.endsWith('.source'))
      .map(({ value }) => printedPrices(value)),
  ],
] as const)('%s', (_, printed, table, mutants) => {
  test('are those of their sources', () => {
    expect(printed).toEqual(instancesOf(table));
  });

  test('differ from their sources when any number, region or date of the data is another', () => {
    expect(mutants.length).toBeGreaterThan(printed.length);
    expect(mutants.filter((mutant) => mutant.join() === instancesOf(table).join())).toEqual([]);
  });

  test('differ from the data when any number of the sources is another', () => {
    const others = textMutations(table);
    expect(others.filter((other) => instancesOf(other).join() === printed.join())).toEqual([]);
  });
});
