import { strict as assert } from 'node:assert';
import type { Client, Pools, Refusal, Session } from './client';
import { environmentFor, planned } from './plans';
import { superuser, type PostgreSql } from './postgres';
import { parametersOf } from './rendered';
import type { Statement } from './statement';

/** The smallest size that survives the loss of a node. */
const { plan: smallest } = planned[0]!;
const environment = environmentFor(smallest);
const writer = environment.MM_SQLSETTINGS_DATASOURCE!;
const [reader] = environment.MM_SQLSETTINGS_DATASOURCEREPLICAS!.split(' ') as [string];
const operator = 'operator';

/** A data source of the plan as an address. @throws Error where it is none */
function addressOf(source: string): URL {
  if (!URL.canParse(source)) throw new Error(`a data source is no URL: ${source}`);
  return new URL(source);
}

/** Hosts of the database, which lead to this machine. */
export const databaseHosts = (): readonly string[] =>
  [writer, ...environment.MM_SQLSETTINGS_DATASOURCEREPLICAS!.split(' ')].map((source) => addressOf(source).hostname);

/** Where a node keeps the authorities of RDS. */
export const authority = (): string => addressOf(writer).searchParams.get('sslrootcert')!;

const { database, appFleet } = smallest.components;
const smallestParameters = parametersOf(database);

/** The accounts of the server and of operators, as RDS has them after the stack is made. */
async function prepare(postgres: PostgreSql): Promise<void> {
  const { username, password, pathname } = addressOf(writer);
  const secret = decodeURIComponent(password).replaceAll("'", "''");
  await postgres.served({}, () => {
    postgres.query(`CREATE ROLE ${username} LOGIN PASSWORD '${secret}'`);
    postgres.query(`CREATE DATABASE ${pathname.slice(1)} OWNER ${username}`);
    postgres.query(`CREATE ROLE ${operator} LOGIN`);
  });
}

function sessions(postgres: PostgreSql, client: Client, impostor: string): readonly Statement[] {
  const ask = (changed: (source: string) => string = (source) => source) =>
    postgres.served(smallestParameters, () =>
      client.ask<Session[]>('sessions', {
        ...environment,
        MM_SQLSETTINGS_DATASOURCE: changed(writer),
      }),
    );
  return [
    [
      "the server's driver opens verified TLS sessions with the data sources of the plan, as the role and in the database of the plan",
      async () => {
        const found = await ask();
        if ('error' in found) assert.fail(found.error);
        assert.equal(found.length, databaseHosts().length);
        for (const { tls, ...session } of found) {
          assert.match(tls, /^TLSv1\.[23]$/);
          assert.deepEqual(session, { user: database.login.username, database: database.name });
        }
      },
    ],
    [
      'fails a data source without TLS, which rds.force_ssl refuses',
      async () => {
        const { error, code } = (await ask((source) => source.replace('verify-full', 'disable'))) as Refusal;
        assert.equal(code, '28000', error);
        return error;
      },
    ],
    [
      'fails a database whose certificate is of another authority',
      async () => {
        const { error } = (await ask((source) => source.replace(authority(), impostor))) as Refusal;
        assert.match(error, /certificate signed by unknown authority/);
        return error;
      },
    ],
  ];
}

/** SQLSTATE of too_many_connections. */
const tooMany = '53300';

function budget(postgres: PostgreSql, client: Client): readonly Statement[] {
  /** Pools are held until the end of a proof. */
  const holding = async (proof: (hold: Client['hold']) => Promise<string>): Promise<string> => {
    const all: Pools[] = [];
    try {
      return await proof(async (...pools) => {
        const held = await client.hold(...pools);
        all.push(held);
        return held;
      });
    } finally {
      for (const pools of all) await pools.release();
    }
  };
  const nodes = appFleet.nodes + appFleet.surge;
  const worst = smallest.connections.states.reduce((most, state) =>
    state.connections > most.connections ? state : most,
  );
  const refused = async (hold: Client['hold'], user: string): Promise<string> => {
    const { code, error } = (await hold(1, 1, [postgres.locally(user)])).found as Refusal;
    assert.equal(code, tooMany, `one more of ${user} is let in`);
    // Until it has gone, who was refused has a place.
    await new Promise((resolve) => setTimeout(resolve, 200));
    return error;
  };
  const takes = async (hold: Client['hold'], connections: number, user: string): Promise<void> =>
    assert.deepEqual((await hold(1, connections, [postgres.locally(user)])).found, { held: connections });
  const superusers = () => Number(postgres.query('SHOW superuser_reserved_connections')[0]![0]);

  return [
    [
      `with room for its worst state alone, ${worst.connections}, the pools of ${nodes} nodes leave the ${database.reservedConnections} reserved connections to operators and superusers`,
      () =>
        postgres.served({ ...smallestParameters, max_connections: String(worst.connections) }, () =>
          holding(async (hold) => {
            const last = superusers();
            const pools = await hold(nodes, appFleet.maxOpenConns, [writer, reader]);
            if ('error' in pools.found) assert.fail(pools.found.error);
            assert.equal(pools.found.held, worst.connections - database.reservedConnections);
            await takes(hold, database.reservedConnections - last, operator);
            const said = await refused(hold, operator);
            await takes(hold, last, superuser);
            await refused(hold, superuser);
            return `${worst.text}; one more: ${said}`;
          }),
        ),
    ],
    [
      `max_connections ${smallestParameters.max_connections} of the smallest size is what it takes, and one more is refused`,
      () =>
        postgres.served(smallestParameters, () =>
          holding(async (hold) => {
            const last = superusers();
            await takes(hold, database.maxConnections - last, operator);
            await refused(hold, operator);
            await takes(hold, last, superuser);
            return `${database.maxConnections} less ${last} for superusers`;
          }),
        ),
    ],
  ];
}

/** What the data sources and the connection budget are to a PostgreSQL; `impostor` is the file of another authority. */
export async function connectionStatements(
  postgres: PostgreSql,
  client: Client,
  impostor: string,
): Promise<readonly Statement[]> {
  await prepare(postgres);
  return [...sessions(postgres, client, impostor), ...budget(postgres, client)];
}
