import { describe, expect, test } from '@jest/globals';
import type { MattermostStackConfig } from '../../architectures/cdktf';
import type { Request } from '../../architectures/sizing';
import { endpointServiceNames } from '../../constructs/spec';
import { brought, configurationOf, planOf, resourceIn, type Configuration } from './configuration';

const stack = (request: Partial<Request>, config: Partial<MattermostStackConfig> = {}): Configuration =>
  configurationOf({ plan: planOf(request), ...brought, ...config });
const { certificateArn: _, ...withoutCertificate } = brought;

describe('what only some deployments have', () => {
  test('an application load balancer asks the server whether it lives, and binds nobody to a node', () => {
    const group = resourceIn(stack({ proxy: 'alb' }), 'aws_lb_target_group');
    expect(group).toMatchObject({
      protocol: 'HTTP',
      port: 8065,
      target_type: 'instance',
      deregistration_delay: '300',
      health_check: {
        protocol: 'HTTP',
        path: '/api/v4/system/ping',
        matcher: '200',
        interval: 10,
        healthy_threshold: 2,
        unhealthy_threshold: 3,
      },
    });
    expect(group.stickiness).toBeUndefined();
  });

  test.each(['nginx', 'alb'] as const)('behind %s the record of the host name is an alias of the balancer', (proxy) => {
    const zoned = stack({ proxy }, { ...withoutCertificate, certificateArn: undefined, hostedZone: { id: 'Z0123' } });
    const balancer = '${aws_lb.Mattermost_LoadBalancer_Balancer';
    expect(zoned.resource!.aws_route53_record!.Mattermost_LoadBalancer_Record).toMatchObject({
      name: 'chat.example.com',
      type: 'A',
      alias: { name: `${balancer}.dns_name}`, zone_id: `${balancer}.zone_id}` },
    });
  });

  test('without a way out endpoints of each service stand in the private subnets, under the names of AWS', () => {
    const { resource } = stack({ egress: 'none', mirror: 's3://mirror', exposure: 'private' });
    const endpoints = Object.values(resource!.aws_vpc_endpoint!);
    const interfaces = endpoints.filter((each) => each.vpc_endpoint_type === 'Interface');
    const inside = Object.keys(resource!.aws_subnet!).filter((name) => name.includes('_Private'));
    expect(interfaces.map(({ service_name }) => String(service_name).split('}.').at(-1))).toEqual([
      ...endpointServiceNames,
    ]);
    for (const each of interfaces) {
      expect(each.private_dns_enabled).toBe(true);
      expect(each.subnet_ids).toEqual(inside.map((name) => `\${aws_subnet.${name}.id}`));
    }
    const [gateway, ...others] = endpoints.filter((each) => !interfaces.includes(each));
    expect([gateway!.vpc_endpoint_type, others]).toEqual(['Gateway', []]);
    expect(resource!.aws_nat_gateway).toBeUndefined();
  });

  test.each([
    ['one after the other where two versions may meet', {}, { min_healthy_percentage: 100 }],
    ['all at once where they may not', { upgrade: 'stop' }, { min_healthy_percentage: 0 }],
    ['at once where there is one', { concurrentUsers: '200' }, { min_healthy_percentage: 0 }],
  ] as const)('app nodes are replaced %s', (_which, request, preferences) => {
    const group = resourceIn(stack(request), 'aws_autoscaling_group', 'AppFleet');
    expect(group.instance_refresh).toMatchObject({ strategy: 'Rolling', preferences });
  });

  test('a database from a snapshot takes name and login from there, and gets a new password', () => {
    const fresh = resourceIn(stack({}), 'aws_rds_cluster');
    const restored = resourceIn(stack({}, { restoreFromSnapshot: 'before-the-mistake' }), 'aws_rds_cluster');
    expect(fresh.snapshot_identifier).toBeUndefined();
    expect(fresh).toMatchObject({ database_name: expect.any(String), master_username: expect.any(String) });
    expect(restored.snapshot_identifier).toBe('before-the-mistake');
    expect(restored.database_name).toBeUndefined();
    expect(restored.master_username).toBeUndefined();
    expect(restored.master_password_wo).toEqual(fresh.master_password_wo);
  });
});
