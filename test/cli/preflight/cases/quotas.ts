import {
  defaultSubnets,
  deployed,
  nothing,
  quota,
  region,
  running,
  some,
  subjectOf,
  zoneNames,
  zones,
} from '../fixtures';
import type { Case } from './case';

const gatewaysIn = (zone: string, count: number) => ({
  NatGateways: Array.from({ length: count }, () => ({ SubnetId: `in-${zone}` })),
});

export const quotaCases: readonly Case[] = [
  // 3 + 1 app nodes and 2 + 1 proxies of c7i.xlarge, 4 vCPUs each
  ['vcpus', 'exactly enough', { quota: quota(28), instances: [] }, 'fine', /0 of 28/],
  ['vcpus', 'one too few', { quota: quota(27), instances: [] }, 'would fail', /0 of 27 .*at least 28/],
  ['vcpus', 'others', { quota: quota(32), instances: [running('m5.large', 1)] }, 'fine', /2 of 32/],
  ['vcpus', 'too many others', { quota: quota(32), instances: [running('t3.xlarge', 4)] }, 'would fail', /least 36/],
  ['vcpus', 'spot instances', { quota: quota(28), instances: [running('c5.xlarge', 2, 'spot')] }, 'fine', /0 of/],
  [
    'vcpus',
    'classes under other quotas',
    {
      quota: quota(28),
      instances: ['g5.xlarge', 'dl1.24xlarge', 'inf2.xlarge', 'x2gd.large'].map((type) => running(type, 2)),
    },
    'fine',
    /0 of 28/,
  ],
  ['vcpus', 'storage classes', { quota: quota(28), instances: [running('im4gn.large', 1)] }, 'would fail', /2 of 28/],
  [
    'vcpus',
    'its own nodes, which the plan counts already',
    { quota: quota(28), instances: [running('c7i.xlarge', 2, null, 'mattermost/appFleet')] },
    'fine',
    /0 of 28/,
  ],
  [
    'vcpus',
    'nodes of another deployment',
    { quota: quota(28), instances: [running('c7i.xlarge', 2, null, 'mattermost-two/appFleet')] },
    'would fail',
    /4 of 28/,
  ],
  [
    'vcpus',
    'an update that ends old app nodes first',
    { quota: quota(24), instances: [] },
    'fine',
    /0 of 24/,
    subjectOf({ upgrade: 'stop' }),
  ],
  ['vcpus', 'no such quota', { instances: [] }, 'not checked', /no such quota .*'Running On-Demand Standard/],

  [
    'addresses',
    'room for 3',
    { quota: quota(5), addresses: { Addresses: some(2) }, parameters: nothing },
    'fine',
    /2 of 5/,
  ],
  [
    'addresses',
    'room for 2',
    { quota: quota(5), addresses: { Addresses: some(3) }, parameters: nothing },
    'would fail',
    /at least 6.*--quota-code L-0263D0A3 --desired-value 6/,
  ],
  [
    'addresses',
    'a deployment',
    { quota: quota(5), addresses: { Addresses: some(3) }, parameters: deployed },
    'note',
    /its own/,
  ],

  [
    'nat-gateways',
    'room in every zone',
    {
      quota: quota(5),
      gateways: gatewaysIn(region + 'a', 4),
      zones,
      subnets: defaultSubnets(...zoneNames),
      parameters: nothing,
    },
    'fine',
    /4 of 5/,
  ],
  [
    'nat-gateways',
    'a full zone',
    {
      quota: quota(5),
      gateways: gatewaysIn(region + 'b', 5),
      zones,
      subnets: defaultSubnets(...zoneNames),
      parameters: nothing,
    },
    'would fail',
    /5 of 5.*L-FE5A380F --desired-value 6/,
  ],
  [
    'nat-gateways',
    'a full zone that is not used',
    {
      quota: quota(5),
      gateways: gatewaysIn(region + 'd', 5),
      zones,
      subnets: defaultSubnets(...zoneNames),
      parameters: nothing,
    },
    'fine',
    /0 of 5/,
  ],

  ['vpcs', 'room', { quota: quota(5), vpcs: { Vpcs: some(4) }, parameters: nothing }, 'fine', /4 of 5/],
  ['vpcs', 'none left', { quota: quota(5), vpcs: { Vpcs: some(5) }, parameters: nothing }, 'would fail', /L-F678F1CE/],
];
