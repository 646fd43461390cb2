import { planArchitecture, type Plan, type Request } from '../../architectures/sizing';
import { systems, type BootFile, type FleetName, type SystemName } from '../../constructs/boot';

export const systemNames = Object.keys(systems) as SystemName[];

/** A plan of a system, with images where nobody else names any. */
export const planOn = (operatingSystem: SystemName, request: Partial<Request> = {}): Plan =>
  planArchitecture({
    concurrentUsers: '15k',
    domainName: 'chat.example.com',
    operatingSystem,
    ...(!systems[operatingSystem].serials && {
      pins: {
        'appFleet.image': 'ami-0123456789abcdef0',
        ...(request.proxy !== 'alb' && { 'proxy.image': 'ami-0123456789abcdef1' }),
      },
    }),
    ...request,
  });

/** The boot files of each fleet of a plan. */
export const fleetsOf = ({ bootFiles }: Plan): readonly (readonly [FleetName, readonly BootFile[]])[] =>
  Object.entries<readonly BootFile[]>({ ...bootFiles }) as [FleetName, readonly BootFile[]][];
