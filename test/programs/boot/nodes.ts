import { strict as assert } from 'node:assert';
import { tmpdir } from 'node:os';
import { bake } from './bake';
import { Cloud, world } from './cloud';
import { Database } from './database';
import { Deployment, agent, bundle } from './deployment';
import { egress } from './egress';
import { faults } from './faults';
import { life } from './life';
import { Moto } from './moto';
import type { Proof } from './proof';
import { agentPackage, certificate, run } from './release';

/** Names of the certificate of all that a node reaches. */
const hosts = [
  '*.us-east-1.amazonaws.com',
  '*.s3.us-east-1.amazonaws.com',
  'releases.mattermost.com',
  'truststore.pki.rds.amazonaws.com',
];
/** Hosts of AWS that a node asks. */
const services = [
  'ssm',
  'secretsmanager',
  'autoscaling',
  'cloudformation',
  'monitoring',
  'mirror.s3',
  'amazoncloudwatch-agent-us-east-1.s3',
];

const cases = (deployment: Deployment): readonly Proof[] => [
  ...life(deployment),
  ...faults(deployment),
  ...bake(deployment),
  ...egress(deployment),
  [
    'every signature was one that AWS accepts',
    () => {
      assert.deepEqual(deployment.cloud.refused, []);
    },
  ],
];

/** In namespaces of its own, where a temporary folder is covered by what vanishes with them. */
async function main(): Promise<number> {
  run('ip', 'link', 'set', 'lo', 'up');
  run('ip', 'address', 'add', `${world}/32`, 'dev', 'lo');
  run('mount', '-t', 'tmpfs', 'none', tmpdir());
  const { file, ...pair } = certificate(...hosts);
  const moto = await Moto.start();
  const cloud = new Cloud(moto, pair);
  cloud.web.set(bundle, Buffer.from(pair.cert));
  cloud.web.set(agent, agentPackage());
  const names = [
    ...services.map((name) => `${name}.us-east-1.amazonaws.com`),
    ...hosts.slice(2),
    'database.writer.example.com',
  ];
  const database = new Database(world);
  const deployment = new Deployment(moto, cloud, database, {
    '/etc/hosts': names.map((name) => `${world} ${name}\n`).join(''),
    [`/etc/ssl/certs/${file}`]: pair.cert,
    // The kernel is the real machine's.
    '/usr/local/sbin/sysctl': '#!/bin/sh\n',
    '/usr/local/sbin/modprobe': '#!/bin/sh\n',
  });
  let failed = 0;
  const proofs = cases(deployment);
  for (const [what, proof] of proofs) {
    const began = Date.now();
    try {
      await proof();
      console.log(`ok      ${what} (${((Date.now() - began) / 1_000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      console.log(
        `FAILED  ${what}: ${error instanceof Error ? error.message : String(error)}\n${deployment.lastWords}`,
      );
    }
  }
  deployment.stop();
  cloud.close();
  await database.close();
  moto.stop();
  console.log(`\n${proofs.length - failed} passed, ${failed} failed, 0 skipped`);
  return failed ? 1 : 0;
}

void main().then((code) => process.exit(code));
