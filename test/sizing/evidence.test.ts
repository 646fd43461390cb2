import { describe, expect, test } from '@jest/globals';
import {
  planArchitecture,
  type Grade,
  type Plan,
  type Request,
  type RowId,
  type SizeName,
} from '../../architectures/sizing';
import { runs } from '../../architectures/sizing/data/runs';
import { namedSizes } from './published';

const availabilities = ['node-loss', 'as-published'] as const;
const contesting = ({ evidence }: Plan) =>
  evidence.contestedBy.map(({ run, measured }) => [run, measured.concurrentUsers]);
const warnings = ({ notes }: Plan) => notes.filter(({ level }) => level === 'warning').map(({ text }) => text);

describe('the grade of the evidence', () => {
  /** The run, and by how many percent it lies above the claim. */
  const grades: readonly (readonly [SizeName, RowId, Grade, run: string, headroom?: number])[] = [
    ['200', 200, 'B', 'L.110', 8.5],
    ['1k', 2_000, 'B', 'L.222', 122.1],
    ['2k', 2_000, 'B', 'L.222', 11.1],
    ['5k', 15_000, 'B', 'XL.222', 242.6],
    ['10k', 15_000, 'B', 'XL.222', 71.3],
    ['15k', 15_000, 'B', 'XL.222', 14.2],
    ['30k', 30_000, 'B', '2XL.222', 2.2],
    ['50k', 50_000, 'B', '2XL.552', 17.7],
    ['80k', 80_000, 'B', '4XL.442', 0.7],
    ['90k', 90_000, 'B', '4XL.552', 1.7],
    ['100k', 100_000, 'B', '4XL.662', 0.9],
    ['200k', 200_000, 'P', '4XL.662', undefined],
  ];
  const cases = availabilities.flatMap((availability) =>
    grades.map((grade) => [...grade.slice(0, 1), availability, ...grade.slice(1)] as const),
  );

  test.each(cases)('of %s with %s, bought from the row of %i, is %s by run %s', (...expected) => {
    const [concurrentUsers, availability, row, grade, run, headroom] = expected as [
      SizeName,
      Request['availability'],
      RowId,
      Grade,
      string,
      number?,
    ];
    const { evidence, boughtFrom } = planArchitecture({ concurrentUsers, availability });
    expect(boughtFrom).toBe(row);
    expect([evidence.grade, evidence.run, evidence.headroomPercent]).toEqual([grade, run, headroom]);
    expect(evidence.measured).toEqual(runs[evidence.run!]);
  });

  test('is A for no size: every run was of another server', () => {
    expect(new Set(Object.values(runs).map(({ server }) => server))).toEqual(new Set(['9.5.7']));
    for (const [size] of namedSizes) {
      for (const availability of availabilities) {
        for (const version of ['11.7.9', '11.10.0']) {
          const { grade, differs } = planArchitecture({ concurrentUsers: size, availability, version }).evidence;
          expect(grade).not.toBe('A');
          expect(differs).toContain(`server: 9.5 there, ${version.split('.').slice(0, 2).join('.')} here`);
        }
      }
    }
  });

  test('says what is not as in the run', () => {
    const { differs } = planArchitecture({ concurrentUsers: '30k' }).evidence;
    expect(differs).toEqual([
      'server: 9.5 there, 11.7 here',
      'PostgreSQL: 14 there, 16 here',
      'proxy: 1 x m7i.4xlarge there, 3 x c7i.xlarge here',
      'search: 2 x r6g.xlarge there, 4 x r6g.2xlarge here',
    ]);
  });

  test.each([100_927, 150_000, 200_000])(
    'of %i is P: a page claims it and no public run is so large',
    (concurrentUsers) => {
      const { grade, because, headroomPercent } = planArchitecture({ concurrentUsers }).evidence;
      expect([grade, headroomPercent]).toEqual(['P', undefined]);
      expect(because).toMatch(/page of the 200,000 row claims it; no public run is so large/);
    },
  );

  test.each([
    ['15k', { search: 'database' }, 'B', 'XL.220'],
    ['30k', { search: 'database' }, 'D', '2XL.220'],
    ['50k', { search: 'database' }, 'B', '2XL.550'],
    ['100k', { search: 'database' }, 'D', '4XL.550'],
    ['1k', { search: 'database' }, 'D', 'L.220'],
    ['2k', { search: 'database' }, 'D', 'L.220'],
    ['200', { search: 'opensearch' }, 'C', 'L.110'],
    ['200', { search: 'database' }, 'B', 'L.110'],
    ['15k', { pins: { 'database.instance': 'r7g.2xlarge' } }, 'C', 'XL.222'],
    ['15k', { pins: { 'appFleet.nodes': 1 } }, 'D', 'L.110'],
    ['15k', { pins: { 'appFleet.instance': 'c7i.large' } }, 'D', 'L.222'],
    ['15k', { pins: { 'appFleet.instance': 'm7i.xlarge' } }, 'D', undefined],
    ['15k', { pins: { 'appFleet.nodes': 9, 'database.readers': 9 } }, 'B', 'XL.222'],
    ['200k', { pins: { 'appFleet.nodes': 13 } }, 'D', '4XL.662'],
  ] as const)('of %s with %j is %s by run %s', (concurrentUsers, options, grade, run) => {
    const { evidence } = planArchitecture({ concurrentUsers, ...options });
    expect([evidence.grade, evidence.run]).toEqual([grade, run]);
  });

  test('of 100,926 is C: a run with less of everything carried as many', () => {
    const { grade, run, headroomPercent } = planArchitecture({ concurrentUsers: 100_926 }).evidence;
    expect([grade, run, headroomPercent]).toEqual(['C', '4XL.662', undefined]);
  });

  test('D is planned, with a warning that shows the run and the claim', () => {
    const plan = planArchitecture({ concurrentUsers: '1k', search: 'database' });
    expect(plan.components).not.toHaveProperty('search');
    expect(warnings(plan)).toContainEqual(
      expect.stringMatching(/^graded D for 1,000 concurrent users: run L\.220 carried 231 .* below the claim/),
    );
  });

  test.each(['15k', '200k'] as const)('other than D is no warning: %s', (concurrentUsers) => {
    expect(warnings(planArchitecture({ concurrentUsers, smtp: 'smtp://mail.example.com:587' }))).toEqual([]);
  });
});

describe('a newer run below the claim', () => {
  const both = [
    ['monthly-11.7', 17_000],
    ['esr-11.7.1', 17_273],
  ];

  test.each(availabilities)('contests 30k with %s, and what differs is said in a warning', (availability) => {
    const plan = planArchitecture({ concurrentUsers: '30k', availability });
    expect(contesting(plan)).toEqual(both);
    for (const { run, differs } of plan.evidence.contestedBy) {
      expect(differs.join()).toMatch(/proxy: 1 x c7i\.xlarge there.*dataset: 12 million posts there/);
      const [warning, ...others] = warnings(plan).filter((text) => text.includes(run));
      expect(others).toEqual([]);
      expect(warning).toMatch(/^contested: /);
      for (const each of differs) expect(warning).toContain(each);
    }
  });

  test.each([
    [15_000, []],
    [15_001, []],
    [17_000, []],
    [17_001, both.slice(0, 1)],
    [17_273, both.slice(0, 1)],
    [17_274, both],
    [30_000, both],
    [30_001, []],
  ])('contests %i by %j', (concurrentUsers, expected) => {
    expect(contesting(planArchitecture({ concurrentUsers }))).toEqual(expected);
  });

  test('is that of the server line of the plan', () => {
    const plan = planArchitecture({ concurrentUsers: '30k', version: '11.10.0' });
    expect(contesting(plan)).toEqual([['monthly-11.10.1', 18_145]]);
    expect(plan.evidence.contestedBy[0]!.differs.join()).not.toContain('server:');
  });

  test('is the newest of all where the line has none', () => {
    const plan = planArchitecture({ concurrentUsers: '30k', version: '11.9.1', sha256: 'a'.repeat(64) });
    expect(contesting(plan)).toEqual([['monthly-11.11-rc2', 18_129]]);
    expect(plan.evidence.contestedBy[0]!.differs).toContain('server: 11.11-rc2 there, 11.9 here');
  });

  test('contests no other size', () => {
    for (const [size] of namedSizes.filter(([name]) => name !== '30k')) {
      expect(contesting(planArchitecture({ concurrentUsers: size }))).toEqual([]);
    }
  });

  test('is never averaged into the grade', () => {
    const { grade, run, measured } = planArchitecture({ concurrentUsers: '30k' }).evidence;
    expect([grade, run, measured?.concurrentUsers]).toEqual(['B', '2XL.222', 30_661]);
  });
});
