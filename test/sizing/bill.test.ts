import { describe, expect, test } from '@jest/globals';
import { planArchitecture, type Bill, type SizeName } from '../../architectures/sizing';
import { cases } from '../../bin/cases';
import { costOfPlan, costOfRow } from './cost';
import { listPrices, namedSizes, rowFor } from './published';

const billOf = (concurrentUsers: SizeName, options = {}): Bill =>
  planArchitecture({ concurrentUsers, ...options }).bill;

describe('the bill against the published one', () => {
  test.each([
    ['1k', 1.14],
    ['2k', 1.14],
    ['5k', 1.23],
    ['10k', 1.23],
    ['15k', 1.23],
    ['30k', 1.25],
    ['50k', 1.03],
    ['80k', 1.24],
    ['90k', 1.21],
    ['100k', 1.18],
    ['200k', 0.98],
  ] as const)('is, for %s with node-loss, %d', (concurrentUsers, ratio) => {
    const { bill, claim, components } = planArchitecture({ concurrentUsers, availability: 'node-loss' });
    const computed = costOfPlan(components) / costOfRow(rowFor(claim));
    expect(Number(computed.toFixed(2))).toBe(ratio);
    expect(bill.ratio).toBeCloseTo(computed, 3);
  });

  test.each(namedSizes.map(([name]) => name))('is, for %s as published, 1', (concurrentUsers) => {
    expect(billOf(concurrentUsers, { availability: 'as-published' })).toMatchObject({ ratio: 1, extra: [] });
  });

  test.each(cases)('is, for $name, that of the price list', ({ request }) => {
    const { bill, components, claim } = planArchitecture(request);
    const [planned, published] = [costOfPlan(components), costOfRow(rowFor(claim))];
    expect(bill.plannedUsdPerHour).toBeCloseTo(planned, 4);
    expect(bill.publishedUsdPerHour).toBeCloseTo(published, 4);
    expect(bill.ratio).toBeCloseTo(planned / published, 3);
    for (const { what, instance, usdPerHour } of bill.lines) expect(usdPerHour).toBe(listPrices[`${what} ${instance}`]);
  });

  test('is of compute that prints the published 15k table: two, two, two and one', () => {
    // 2 x 0.1785 + 2 x 0.553 + 2 x 0.335 + 0.8064
    expect(billOf('15k').publishedUsdPerHour).toBeCloseTo(2.9394, 4);
  });

  test('lists each class once, what is planned beside what is published', () => {
    expect(
      billOf('15k').lines.map(({ what, instance, planned, published }) => [what, instance, planned, published]),
    ).toEqual([
      ['app nodes', 'c7i.xlarge', 3, 2],
      ['database instances', 'r7g.xlarge', 3, 2],
      ['search nodes', 'r6g.xlarge', 2, 2],
      ['proxies', 'm7i.4xlarge', 0, 1],
      ['search masters', 'm6g.large', 3, 0],
      ['proxies', 'c7i.xlarge', 2, 0],
    ]);
  });

  test.each(cases)('names, for $name, each line that differs and the decision behind it', ({ request }) => {
    const { bill, reasons } = planArchitecture(request);
    const differing = bill.lines.filter(({ planned, published }) => planned !== published);
    expect(bill.extra).toHaveLength(differing.length);
    differing.forEach(({ what, instance, planned, published }, i) => {
      const more = planned - published;
      const line = new RegExp(`^${more > 0 ? `\\+${more}` : more} ${what} ${instance.replace('.', '\\.')}: (\\S+)$`);
      const path = line.exec(bill.extra[i]!)?.[1];
      expect(reasons).toHaveProperty([path!]);
    });
  });
});

describe('with other options', () => {
  test.each([
    [{ search: 'database' }],
    [{ search: 'opensearch', availability: 'as-published' }],
    [{ cache: 'redis' }],
    [{ cache: 'none' }],
    [{ proxy: 'alb' }],
    [{ proxy: 'alb', search: 'database', cache: 'none' }],
    [{ postsMillions: 500 }],
  ] as const)('%j the ratio is a number for every size', (options) => {
    for (const [size, claim] of namedSizes) {
      const { bill, components } = planArchitecture({ concurrentUsers: size, ...options });
      expect(bill.ratio).toBeCloseTo(costOfPlan(components) / costOfRow(rowFor(claim)), 3);
    }
  });

  test('a class without a price makes a bill that is not known, never a wrong one', () => {
    const bill = billOf('15k', { pins: { 'appFleet.instance': 'c8i.xlarge' } });
    expect(bill).toMatchObject({ plannedUsdPerHour: 'not known', ratio: 'not known' });
    expect(bill.publishedUsdPerHour).toBeGreaterThan(0);
    expect(bill.lines.find(({ instance }) => instance === 'c8i.xlarge')).toEqual({
      what: 'app nodes',
      instance: 'c8i.xlarge',
      planned: 3,
      published: 0,
    });
  });

  test('a class that is not bought needs no price', () => {
    const masters = { 'search.masters.instance': 'r8g.large', 'search.masters.nodes': 0 } as const;
    expect(billOf('15k', { pins: masters }).ratio).toBeGreaterThan(1);
  });
});
