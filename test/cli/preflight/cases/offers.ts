import { defaultSubnets, noSubnets, offered, orderable, some, subjectOf, zoneNames, zones } from '../fixtures';
import type { Case } from './case';

const imagesOf = (...ids: readonly string[]) => ({
  Images: ids.map((ImageId) => ({
    ImageId,
    State: 'available',
    Architecture: 'x86_64',
    RootDeviceName: '/dev/sda1',
  })),
});
const onRedHat = subjectOf({
  operatingSystem: 'rhel-9',
  pins: { 'appFleet.image': 'ami-01234567', 'proxy.image': 'ami-89abcdef' },
});

export const offerCases: readonly Case[] = [
  [
    'zones',
    'all classes',
    { zones, subnets: noSubnets, offerings: offered(...zoneNames) },
    'fine',
    /1a, us-east-1b, us-east-1c$/,
  ],
  [
    'zones',
    'a first zone without the class',
    { zones, subnets: noSubnets, offerings: offered(...zoneNames.slice(1)) },
    'would fail',
    /no c7i\.xlarge in us-east-1a .*availabilityZones us-east-1b,us-east-1c,us-east-1d$/,
  ],
  [
    'zones',
    'default subnets elsewhere, to which Fn::GetAZs keeps',
    { zones, subnets: defaultSubnets(...zoneNames.slice(1)), offerings: offered(...zoneNames.slice(1)) },
    'fine',
    /1b, us-east-1c, us-east-1d$/,
  ],
  [
    'zones',
    'default subnets in too few zones',
    { zones, subnets: defaultSubnets(zoneNames[2]!), offerings: offered(...zoneNames) },
    'would fail',
    /1 zones: us-east-1c .*availabilityZones us-east-1a,/,
  ],
  [
    'zones',
    'the class in too few zones',
    { zones, subnets: noSubnets, offerings: offered(zoneNames[0]!) },
    'would fail',
    /zones that have them: us-east-1a; pin another class/,
  ],
  [
    'zones',
    'zones that the account has not opted into',
    {
      zones: { AvailabilityZones: zones.AvailabilityZones.map((zone) => ({ ...zone, OptInStatus: 'not-opted-in' })) },
      subnets: noSubnets,
      offerings: offered(...zoneNames),
    },
    'would fail',
    /none/,
  ],

  ['image', 'the serial', { images: { Parameters: some(1), InvalidParameters: [] } }, 'fine', /published/],
  [
    'image',
    'no such serial',
    {
      images: {
        Parameters: [],
        InvalidParameters: ['/aws/service/canonical/ubuntu/server/24.04/stable/20251212/amd64/hvm/ebs-gp3/ami-id'],
      },
    },
    'would fail',
    /not published: 20251212 /,
  ],

  ['image-ids', 'both images', { images: imagesOf('ami-01234567', 'ami-89abcdef') }, 'fine', /available/, onRedHat],
  ['image-ids', 'no such image', { images: undefined }, 'would fail', /not all of them are there/, onRedHat],
  [
    'image-ids',
    'one of two',
    { images: imagesOf('ami-01234567') },
    'would fail',
    /^ami-89abcdef: not there /,
    onRedHat,
  ],
  [
    'image-ids',
    'images that nodes of the plan do not start from',
    {
      images: {
        Images: [
          { ...imagesOf('ami-01234567').Images[0], Architecture: 'arm64', RootDeviceName: '/dev/xvda' },
          { ...imagesOf('ami-89abcdef').Images[0], State: 'pending' },
        ],
      },
    },
    'would fail',
    /ami-01234567: made for arm64, not x86_64, its disk is \/dev\/xvda, not \/dev\/sda1; ami-89abcdef: pending /,
    onRedHat,
  ],

  [
    'database-class',
    'it',
    { options: orderable(...zoneNames), zones, subnets: noSubnets },
    'fine',
    /1a, us-east-1b, us-east-1c$/,
  ],
  ['database-class', 'no such class', { zones, subnets: noSubnets }, 'would fail', /not offered.*database\.instance/],
  ['database-class', 'no option', { options: orderable(), zones, subnets: noSubnets }, 'would fail', /not offered/],
  [
    'database-class',
    'another zone',
    { options: orderable(zoneNames[3]!), zones, subnets: noSubnets },
    'would fail',
    /us-east-1d only/,
  ],
  [
    'database-class',
    'one zone',
    { options: orderable(zoneNames[0]!), zones, subnets: noSubnets },
    'note',
    /us-east-1a only/,
  ],

  [
    'search-classes',
    'both',
    { data: { InstanceTypeDetails: some(1) }, masters: { InstanceTypeDetails: some(1) } },
    'fine',
    /offered/,
  ],
  [
    'search-classes',
    'no masters',
    { data: { InstanceTypeDetails: some(1) }, masters: { InstanceTypeDetails: [] } },
    'would fail',
    /not offered: m6g\.large\.search/,
  ],
  ['search-classes', 'neither', {}, 'would fail', /r6g\.xlarge\.search, m6g\.large\.search/],
];
