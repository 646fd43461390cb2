import { describe, expect, test } from '@jest/globals';
import { TerraformVariable, type TerraformStack } from 'cdktf';
import {
  AppFleet,
  Cache,
  Database,
  FileStore,
  LoadBalancer,
  Mattermost,
  Network,
  Observability,
  Proxy,
  Search,
  Secrets,
} from '../../architectures/cdktf';
import { addressesIn, brought, configurationWith, planOf, resourceIn } from './configuration';

const all = planOf({ concurrentUsers: '200k' });
const { components: specs, bootFiles } = all;
const subnetIds = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'];
const place = { vpcId: 'vpc-0123456789abcdef0', subnetIds };
const node = { ...place, deployment: 'chat' };

/** Each construct in a stack of somebody else. */
const constructs: Readonly<Record<string, (stack: TerraformStack) => unknown>> = {
  Network: (stack) => new Network(stack, 'It', { spec: specs.network }),
  Secrets: (stack) => new Secrets(stack, 'It', { spec: specs.secrets }),
  Database: (stack) => new Database(stack, 'It', { ...place, spec: specs.database }),
  FileStore: (stack) => new FileStore(stack, 'It', { spec: specs.fileStore }),
  Search: (stack) => new Search(stack, 'It', { ...place, spec: specs.search! }),
  Cache: (stack) => new Cache(stack, 'It', { ...place, spec: specs.cache! }),
  AppFleet: (stack) => new AppFleet(stack, 'It', { ...node, spec: specs.appFleet, bootFiles: bootFiles.appFleet }),
  Proxy: (stack) => new Proxy(stack, 'It', { ...node, spec: specs.proxy!, bootFiles: bootFiles.proxy! }),
  LoadBalancer: (stack) =>
    new LoadBalancer(stack, 'It', {
      ...place,
      spec: { ...specs.loadBalancer, listener: 'http' },
      targets: { registerWith: () => undefined },
    }),
  Observability: (stack) =>
    new Observability(stack, 'It', { spec: specs.observability, deployment: 'chat', alarms: [], names: {} }),
  Mattermost: (stack) => new Mattermost(stack, 'It', { plan: all, ...brought }),
};

describe.each(Object.entries(constructs))('%s', (_, build) => {
  const addresses = addressesIn(configurationWith(build));

  test('is synthesised alone, everything below its own id', () => {
    expect(addresses.length).toBeGreaterThan(0);
    expect(addresses.filter((address) => !/^\w+\.It(_|$)/.test(address.replace(/_[0-9A-F]{8}$/, '')))).toEqual([]);
  });

  test('stands twice in one stack', () => {
    const twice = configurationWith((stack) => {
      build(stack);
      // What is named by the id of a deployment is the caller's to tell apart.
      const second = new Mattermost(stack, 'Other', { plan: planOf({ id: 'other' }), ...brought });
      return second;
    });
    expect(addressesIn(twice).length).toBeGreaterThan(addresses.length);
  });
});

describe('subnets of a database', () => {
  const database = (subnets: (stack: TerraformStack) => readonly string[]) =>
    configurationWith(
      (stack) => new Database(stack, 'It', { ...place, subnetIds: subnets(stack), spec: specs.database }),
    );

  test('fails in one zone, with what to do', () => {
    expect(() => database(() => subnetIds.slice(0, 1))).toThrow(
      "the subnets of theirs/It are in too few zones; given 1; allowed: 2 or more; add subnets in other zones to 'subnetIds'",
    );
    expect(() => database(() => subnetIds.slice(0, 1))).not.toThrow(/pin/);
  });

  test.each([2, 3])('may be %i', (count) => {
    const its = database(() => subnetIds.slice(0, count));
    expect(resourceIn(its, 'aws_db_subnet_group').subnet_ids).toEqual(subnetIds.slice(0, count));
  });

  test('are not counted where only an apply knows them', () => {
    const its = database((stack) => new TerraformVariable(stack, 'subnets', { type: 'list(string)' }).listValue);
    expect(resourceIn(its, 'aws_db_subnet_group').subnet_ids).toBe('${var.subnets}');
  });
});
