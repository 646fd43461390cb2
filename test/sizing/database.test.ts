import { describe, expect, test } from '@jest/globals';
import { planArchitecture, type Request } from '../../architectures/sizing';
import { changeable } from '../../architectures/sizing/data/parameters';
import { namedSizes } from './published';

const planned = (request: Request) => {
  const { components, reasons } = planArchitecture(request);
  return { parameters: components.database.parameters, reasons };
};

/** Parameters that sources say a customer may change on Aurora PostgreSQL. */
const allowed = ['random_page_cost', 'work_mem', 'maintenance_work_mem', 'rds.force_ssl'];

describe('database parameters', () => {
  test.each(namedSizes.map(([size]) => size))(
    'of %s are those that may be changed, as bare numbers',
    (concurrentUsers) => {
      const { parameters } = planned({ concurrentUsers });
      expect(Object.keys(parameters)).toEqual(allowed);
      for (const value of Object.values(parameters)) {
        expect(typeof value).toBe('number');
        expect(Number.isFinite(value)).toBe(true);
      }
      expect(Object.keys(changeable).sort()).toEqual(['max_connections', ...allowed].sort());
    },
  );

  /** In kB: 32 MB with readers and 16 MB alone; 512 MB below 32 GB of memory and 1 GB from there on. */
  test.each([
    ['200', 16_384, 524_288],
    ['2k', 32_768, 524_288],
    ['15k', 32_768, 1_048_576],
    ['200k', 32_768, 1_048_576],
  ] as const)('of %s are work_mem %i and maintenance_work_mem %i', (concurrentUsers, work, maintenance) => {
    expect(planned({ concurrentUsers }).parameters).toEqual({
      random_page_cost: 1.1,
      work_mem: work,
      maintenance_work_mem: maintenance,
      'rds.force_ssl': 1,
    });
  });

  test('name writer and reader where the page has two values for them, since one group serves both', () => {
    const { because } = planned({ concurrentUsers: '15k' }).reasons['database.parameters.work_mem']!;
    expect(because).toMatch(/writer .*32 MB.*reader 16 MB.*one group serves both/);
  });

  test('say which version their source speaks of', () => {
    const { reasons } = planned({ concurrentUsers: '15k' });
    for (const name of allowed) {
      const { speaksOf } = changeable[name as keyof typeof changeable];
      const version = speaksOf === 'no version' ? 'without a version' : `Aurora PostgreSQL ${speaksOf}`;
      expect(reasons[`database.parameters.${name}`]!.because).toContain(version);
    }
  });

  test('follow the class and the readers that are pinned', () => {
    const pins = { 'database.instance': 'r7g.large', 'database.readers': 0 } as const;
    expect(planned({ concurrentUsers: '15k', pins }).parameters).toMatchObject({
      work_mem: 16_384,
      maintenance_work_mem: 524_288,
    });
  });

  test('that are left to Aurora are notes, and none of them is set', () => {
    const { notes, components } = planArchitecture({ concurrentUsers: '15k' });
    const left = notes.flatMap(
      ({ text }) => /^left at Aurora's default: ([\w, ]+):/.exec(text)?.[1]?.split(', ') ?? [],
    );
    expect(left).toEqual(expect.arrayContaining(['shared_buffers', 'hot_standby_feedback', 'max_worker_processes']));
    expect(left.filter((name) => name in components.database.parameters)).toEqual([]);
  });
});

describe('the database', () => {
  test.each([
    ['30k', 'node-loss', 2],
    ['30k', 'as-published', 1],
  ] as const)(
    'of %s with %s says that the text of the page has several readers and its table one',
    (size, availability, readers) => {
      const { components, reasons } = planArchitecture({ concurrentUsers: size, availability });
      expect(components.database.readers).toBe(readers);
      expect(reasons['database.readers']!.because).toContain('the text of the page says several; its runs had one');
    },
  );

  test('can be restored, is protected and refuses plain text, whatever the availability', () => {
    for (const availability of ['node-loss', 'as-published', 'single-node'] as const) {
      expect(planArchitecture({ concurrentUsers: '200', availability }).components.database).toMatchObject({
        backup: { days: 7, deletionProtection: true },
        parameters: { 'rds.force_ssl': 1 },
      });
    }
  });
});
