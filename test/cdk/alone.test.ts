import { describe, expect, test } from '@jest/globals';
import { CfnResource, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { Database, FileStore, Mattermost, Network, Secrets } from '../../architectures/cdk';
import { broughtTo, planOf, recommendedFlags, resourcesOf } from './templates';

const plan = planOf();
const { network, database, fileStore, secrets } = plan.components;
const isolated = { subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] };

/** Each construct in a stack of somebody else. */
const constructs: Readonly<Record<string, (stack: Stack) => IConstruct>> = {
  Network: (stack) => new Network(stack, 'It', { spec: network }),
  'Network without a way out': (stack) => {
    const closed = planOf({ egress: 'none', mirror: 's3://mirror', exposure: 'private' });
    return new Network(stack, 'It', { spec: closed.components.network });
  },
  Database: (stack) => new Database(stack, 'It', { spec: database, vpc: new ec2.Vpc(stack, 'Vpc', isolated) }),
  FileStore: (stack) => new FileStore(stack, 'It', { spec: fileStore }),
  Secrets: (stack) => new Secrets(stack, 'It', { spec: secrets }),
  Mattermost: (stack) => new Mattermost(stack, 'It', { plan, ...broughtTo(stack, plan) }),
  'Mattermost with an application load balancer and everything': (stack) => {
    const all = planOf({ concurrentUsers: '200k', proxy: 'alb' });
    return new Mattermost(stack, 'It', { plan: all, ...broughtTo(stack, all) });
  },
};

describe.each(Object.entries(constructs))('%s', (name, build) => {
  test('gives the same resources with none and with all of the recommended feature flags', () => {
    expect(Object.keys(recommendedFlags).length).toBeGreaterThan(100);
    const ours = (context: Readonly<Record<string, unknown>>) => {
      const its: string[] = [];
      const all = resourcesOf(
        (stack) => {
          const construct = build(stack);
          its.push(
            ...construct.node
              .findAll()
              .filter((child): child is CfnResource => CfnResource.isCfnResource(child))
              .map((child) => stack.resolve(child.logicalId) as string),
          );
          return construct;
        },
        { context },
      );
      return Object.fromEntries(its.map((id) => [id, all[id]]));
    };
    const without = ours({});
    expect(Object.keys(without).length).toBeGreaterThan(0);
    expect(ours(recommendedFlags)).toEqual(without);
  });

  test('creates its resources below itself', () => {
    const resources = resourcesOf(build);
    const strangers = Object.keys(resources).filter((id) => !id.startsWith('It') && !id.startsWith('Vpc'));
    expect({ name, strangers }).toEqual({ name, strangers: [] });
  });
});
