import { describe, expect, test } from '@jest/globals';
import type { MattermostConfig } from '../../architectures/cdktf';
import { brought, configurationOf, planOf } from './configuration';

type Overrides = Required<NonNullable<MattermostConfig['overrides']>>;
type Hooks = { [Component in keyof Overrides]: { [Hook in keyof NonNullable<Overrides[Component]>]-?: true } };

/** Every hook of every component; the compiler knows one that is missing. */
const hooks: Hooks = {
  network: { vpc: true },
  secrets: { administrator: true },
  database: { cluster: true, instance: true, parameterGroup: true, secret: true, securityGroup: true },
  fileStore: { bucket: true, exports: true, legalHold: true },
  search: { domain: true, secret: true, securityGroup: true },
  cache: { replicationGroup: true, subnetGroup: true, securityGroup: true },
  appFleet: { role: true, securityGroup: true, launchTemplate: true, group: true },
  proxy: { role: true, securityGroup: true, launchTemplate: true, group: true },
  loadBalancer: {
    loadBalancer: true,
    targetGroup: true,
    listener: true,
    certificate: true,
    record: true,
    securityGroup: true,
  },
  observability: { logGroup: true, topic: true, alarm: true, dashboard: true },
};
const every = Object.entries(hooks).flatMap(([component, its]) =>
  Object.keys(its).map((hook) => [component, hook] as const),
);

/** Each hook leaves its own mark. */
const marking = Object.fromEntries(
  Object.entries(hooks).map(([component, its]) => [
    component,
    Object.fromEntries(
      Object.keys(its).map((hook) => [
        hook,
        (config: object) => ({ ...config, lifecycle: { ignoreChanges: [`${component}-${hook}`] } }),
      ]),
    ),
  ]),
);
const { resource = {} } = configurationOf({
  plan: planOf({ concurrentUsers: '200k' }),
  existing: brought.existing,
  hostedZone: { id: 'Z0123456789ABCDEFGHIJ' },
  overrides: marking,
});

describe('a hook changes what is rendered, after everything that the construct decides', () => {
  test.each(every)('%s %s', (component, hook) => {
    const touched = Object.entries(resource).flatMap(([type, named]) =>
      Object.entries(named)
        .filter(([, its]) => JSON.stringify(its.lifecycle)?.includes(`"${component}-${hook}"`))
        .map(([name]) => `${type}.${name}`),
    );
    const Component = component[0]!.toUpperCase() + component.slice(1);
    expect(touched.length).toBeGreaterThan(0);
    for (const address of touched) expect(address).toContain(`.Mattermost_${Component}_`);
  });
});
