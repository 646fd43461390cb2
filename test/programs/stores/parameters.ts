import { strict as assert } from 'node:assert';
import { changeable } from '../../../architectures/sizing/data/parameters';
import { alike, planned } from './plans';
import type { Parameters, PostgreSql } from './postgres';
import { parametersOf } from './rendered';
import type { Statement } from './statement';

/**
 * Parameters that RDS itself reads. PostgreSQL takes any name with a dot for one of an extension and says nothing, so a
 * start proves nothing of them: a name with a dot is right only if it is here.
 */
const ofRds: readonly string[] = ['rds.force_ssl'];

const bareNumber = /^\d+(\.\d+)?$/;

/** What RDS would refuse and PostgreSQL does not. */
const refusedByRds = (parameters: Parameters): readonly string[] =>
  Object.entries(parameters).flatMap(([name, value]) => [
    ...(bareNumber.test(value) ? [] : [`${name} is ${value}, and RDS takes bare numbers`]),
    ...(name.includes('.') && !ofRds.includes(name) ? [`RDS has no parameter ${name}`] : []),
  ]);

const ofPostgres = (parameters: Parameters): readonly (readonly [name: string, value: string])[] =>
  Object.entries(parameters).filter(([name]) => !name.includes('.'));

const kB: Readonly<Record<string, number>> = { kB: 1, MB: 1_024, GB: 1_024 ** 2, TB: 1_024 ** 3 };
/** A quantity in kB, or a number without a unit. */
const quantity = (text: string): number => {
  const [, number, unit] = /^([\d.]+)([kMGT]B)?$/.exec(text) ?? [];
  return Number(number) * (unit === undefined ? 1 : kB[unit]!);
};

/** A server of these parameters says the same, in the unit and with the need of a restart that the plan's data say. */
function givenBack(postgres: PostgreSql, parameters: Parameters): string {
  const names = ofPostgres(parameters);
  const listed = names.map(([name]) => `'${name}'`).join(', ');
  const rows = postgres.query(
    `SELECT name, setting, unit, context, source, current_setting(name) FROM pg_settings WHERE name IN (${listed})`,
  );
  assert.equal(rows.length, names.length);
  for (const [name, setting, unit, context, source, shown] of rows as [keyof typeof changeable, ...string[]][]) {
    assert.equal(source, 'command line', name);
    assert.equal(setting, parameters[name], name);
    assert.equal(quantity(shown!), Number(parameters[name]), `SHOW ${name}`);
    assert.equal(unit === '' ? null : unit, changeable[name].unit, `the unit of ${name}`);
    assert.equal(context === 'postmaster' ? 'static' : 'dynamic', changeable[name].applies, `${name} is ${context}`);
  }
  const [[memory]] = postgres.query('SHOW shared_memory_size') as [[string]];
  return `${rows.map(([name, , , , , shown]) => `${name} ${shown}`).join(', ')}; ${memory} of shared memory`;
}

function starts(postgres: PostgreSql): readonly Statement[] {
  const sets = alike(planned, ({ components: { database } }) => parametersOf(database));
  return [
    [
      `the parameters of ${planned.length} plans are bare numbers, and those that RDS alone knows are of the list: ${ofRds.join(', ')}`,
      () => {
        for (const [parameters] of sets) assert.deepEqual(refusedByRds(parameters), []);
        for (const name of ofRds)
          assert.ok(
            sets.every(([parameters]) => name in parameters),
            `${name} is in no plan`,
          );
      },
    ],
    ...sets.map(([parameters, names]): Statement => [
      `a server with the unscaled parameters of ${names} starts and gives them back`,
      () => {
        for (const [name, value] of ofPostgres(parameters)) assert.equal(postgres.check(name, value), value, name);
        return postgres.served(parameters, () => givenBack(postgres, parameters));
      },
    ]),
  ];
}

function refusals(postgres: PostgreSql): readonly Statement[] {
  const refused = (name: string, value: string, words: RegExp) => async () => {
    assert.throws(() => postgres.check(name, value), words);
    await assert.rejects(
      postgres.served({ [name]: value }, () => undefined),
      words,
    );
  };
  return [
    ['fails a misspelt parameter', refused('work_men', '32768', /unrecognized configuration parameter "work_men"/)],
    [
      'fails a formula that only RDS can reckon',
      refused('work_mem', '{DBInstanceClassMemory/1048576}', /invalid value for parameter "work_mem"/),
    ],
    [
      'fails a value with a unit, which PostgreSQL takes and RDS does not',
      () => {
        assert.equal(postgres.check('work_mem', '32MB'), '32768');
        assert.deepEqual(refusedByRds({ work_mem: '32MB' }), ['work_mem is 32MB, and RDS takes bare numbers']);
      },
    ],
    [
      'fails a misspelt parameter of RDS, which PostgreSQL takes without a word',
      () => {
        assert.equal(postgres.check('rds.force_sll', '1'), '1');
        assert.deepEqual(refusedByRds({ 'rds.force_sll': '1' }), ['RDS has no parameter rds.force_sll']);
      },
    ],
  ];
}

/** What the parameters of plans are to a PostgreSQL. */
export const parameterStatements = (postgres: PostgreSql): readonly Statement[] => [
  ...starts(postgres),
  ...refusals(postgres),
];
