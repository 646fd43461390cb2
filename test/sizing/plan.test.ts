import { describe, expect, jest, test } from '@jest/globals';
import { explain, explanations, planArchitecture, type Plan, type Request } from '../../architectures/sizing';
import { cases } from '../../bin/cases';

type Sizing = typeof import('../../architectures/sizing');

/** Runs with a clock, a chance and an environment that throw when they are asked. */
async function without<T>(run: () => Promise<T>): Promise<T> {
  const forbidden = (what: string) => (): never => {
    throw new Error(`asked ${what}`);
  };
  class NoDate {
    static readonly now = forbidden('the clock');
    static readonly UTC = forbidden('the clock');
    constructor() {
      forbidden('the clock')();
    }
  }
  const { Date: clock } = globalThis;
  const { env } = process;
  const spies = [
    jest.spyOn(Math, 'random').mockImplementation(forbidden('chance')),
    jest.spyOn(performance, 'now').mockImplementation(forbidden('the clock')),
    jest.spyOn(process, 'hrtime').mockImplementation(forbidden('the clock')),
    jest.spyOn(process, 'cwd').mockImplementation(forbidden('the folder')),
  ];
  globalThis.Date = NoDate as unknown as DateConstructor;
  process.env = new Proxy({}, { get: forbidden('the environment'), has: forbidden('the environment') });
  try {
    return await run();
  } finally {
    globalThis.Date = clock;
    process.env = env;
    spies.forEach((spy) => spy.mockRestore());
  }
}

describe('planning is pure', () => {
  const requests: readonly Request[] = [
    ...cases.map(({ request }) => request),
    { concurrentUsers: '15k', version: '11.10.0', region: 'eu-central-1', smtp: 'smtp://mail.example.com:587' },
  ];

  test('reads no clock, no chance and no environment', async () => {
    const before = requests.map((request) => planArchitecture(request));
    const after = await without(() => Promise.resolve(requests.map((request) => planArchitecture(request))));
    expect(after).toEqual(before);
  });

  test('reads none when it fails', async () => {
    const issues = await without(() => {
      try {
        return Promise.resolve(planArchitecture({ concurrentUsers: NaN }));
      } catch (error) {
        return Promise.resolve(error);
      }
    });
    expect(issues).toMatchObject({ name: 'PlanError', issues: [{ given: 'NaN' }] });
  });

  test('the clock of these tests does throw', async () => {
    await expect(without(() => Promise.resolve(Date.now()))).rejects.toThrow('asked the clock');
    await expect(without(() => Promise.resolve(new Date()))).rejects.toThrow('asked the clock');
    await expect(without(() => Promise.resolve(process.env.TZ))).rejects.toThrow('asked the environment');
  });

  test('its data is the same whenever it is loaded', () => {
    const request = { concurrentUsers: '200k' } as const;
    const again: Plan[] = [];
    jest.isolateModules(() => {
      again.push(jest.requireActual<Sizing>('../../architectures/sizing').planArchitecture(request));
    });
    expect(again).toEqual([planArchitecture(request)]);
  });
});

describe('a plan', () => {
  test('has these parts', () => {
    expect(Object.keys(planArchitecture({ concurrentUsers: '15k' }))).toEqual([
      'request',
      'size',
      'claim',
      'boughtFrom',
      'evidence',
      'survival',
      'logins',
      'licence',
      'bill',
      'connections',
      'storage',
      'components',
      'bindings',
      'settings',
      'traffic',
      'access',
      'alarms',
      'reasons',
      'notes',
      'bootFiles',
    ]);
  });

  test('puts warnings before what is good to know', () => {
    const levels = cases.map(({ request }) => planArchitecture(request).notes.map(({ level }) => level));
    expect(levels.flat()).toContain('warning');
    for (const each of levels) expect(each).toEqual([...each].sort().reverse());
  });

  test('speaks in no note twice', () => {
    for (const { request } of cases) {
      const texts = planArchitecture(request).notes.map(({ text }) => text);
      expect(new Set(texts).size).toBe(texts.length);
    }
  });
});

describe('explain', () => {
  const plan = planArchitecture({ concurrentUsers: '15k' });

  test('joins a path, its value and its reason', () => {
    expect(explain(plan, 'appFleet.nodes')).toEqual([
      { path: 'appFleet.nodes', value: 3, ...plan.reasons['appFleet.nodes'] },
    ]);
  });

  test('gives all leaves below a path, and a name that holds a dot', () => {
    const paths = explain(plan, 'database.parameters').map(({ path }) => path);
    expect(paths).toHaveLength(Object.keys(plan.components.database.parameters).length);
    expect(explain(plan, 'database.parameters.rds.force_ssl')).toMatchObject([{ value: 1 }]);
  });

  test('gives a component that is left out', () => {
    expect(explain(plan, 'cache')).toMatchObject([{ path: 'cache', value: 'left out', provenance: 'derived' }]);
  });

  test.each([
    ['traffic.appFleet-database-5432-tcp', 'appFleet -> database 5432/tcp'],
    ['settings.MM_SQLSETTINGS_MAXOPENCONNS', ['100']],
    ['alarms.writer-connections', expect.stringContaining('Maximum DatabaseConnections > 819 for 5 x 60 s')],
    ['access.appFleet-parameters', expect.stringMatching(/on parameters\/\*$/)],
    [
      'access.proxy-hooks',
      expect.stringMatching(/on groups where aws:ResourceTag\/mattermost:fleet is mattermost\/proxy$/),
    ],
    ['appFleet.server.version', '11.7.9'],
    ['licence', 'Enterprise'],
  ])('gives a row by its id: %s', (path, value) => {
    expect(explain(plan, path)).toEqual([expect.objectContaining({ path, value })]);
  });

  test.each(['', 'data', 'database.reader', 'traffic.appFleet', 'nonsense'])("gives nothing for '%s'", (path) => {
    expect(explain(plan, path)).toEqual([]);
  });

  test('gives each decision once', () => {
    const paths = explanations(plan).map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.length).toBeGreaterThan(150);
  });
});
