import { describe, expect, test } from '@jest/globals';
import type { Plan } from '../../architectures/sizing';
import type { SystemName } from '../../constructs/boot';
import { architecture, ofType, planOf, type Resources } from './templates';

interface LaunchTemplate {
  readonly ImageId: unknown;
  readonly BlockDeviceMappings: readonly {
    readonly DeviceName: string;
    readonly Ebs: { readonly Encrypted: boolean };
  }[];
}
const launchTemplates = (resources: Resources) =>
  ofType(resources, 'AWS::EC2::LaunchTemplate').map(
    ({ Properties }) => Properties.LaunchTemplateData as LaunchTemplate,
  );

const images = { 'appFleet.image': 'ami-0123456789abcdef0', 'proxy.image': 'ami-0123456789abcdef1' } as const;
const on = (operatingSystem: SystemName): Plan => planOf({ operatingSystem, pins: images });

describe('nodes of another operating system', () => {
  const resources = architecture({ plan: on('rhel-9') });

  test('start from the images of the plan', () => {
    expect(launchTemplates(resources).map(({ ImageId }) => ImageId)).toEqual(Object.values(images));
  });

  test('have one disk, encrypted, under the name that the image has for its own', () => {
    for (const { BlockDeviceMappings } of launchTemplates(resources)) {
      expect(BlockDeviceMappings).toEqual([
        expect.objectContaining({ DeviceName: '/dev/sda1', Ebs: expect.objectContaining({ Encrypted: true }) }),
      ]);
    }
    const amazon = launchTemplates(architecture({ plan: on('amazon-linux-2023') }));
    expect(amazon.map(({ BlockDeviceMappings: [disk] }) => disk!.DeviceName)).toEqual(['/dev/xvda', '/dev/xvda']);
  });

  test('are the same resources as those of the default', () => {
    const ids = (of: Resources) =>
      Object.entries(of)
        .map(([id, { Type }]) => `${id} ${Type}`)
        .sort();
    expect(ids(resources)).toEqual(ids(architecture({ plan: planOf() })));
  });
});

test('an id is an image of the default operating system too', () => {
  const resources = architecture({ plan: planOf({ pins: { 'appFleet.image': images['appFleet.image'] } }) });
  expect(launchTemplates(resources).map(({ ImageId }) => ImageId)).toEqual([
    images['appFleet.image'],
    expect.stringContaining('/ubuntu/server/24.04/stable/20251212/'),
  ]);
});
