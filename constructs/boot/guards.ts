import { fapolicydStep } from './fapolicyd';
import { firewalldStep } from './firewalld';
import type { FleetName } from './mirror';
import type { BootStep, Node } from './node';
import { selinuxStep } from './selinux';
import { systemOf, type Guard } from './system';

const steps: Readonly<Record<Guard, Partial<Readonly<Record<FleetName, BootStep>>>>> = {
  SELinux: { appFleet: selinuxStep('appFleet'), proxy: selinuxStep('proxy') },
  firewalld: { appFleet: firewalldStep('appFleet'), proxy: firewalldStep('proxy') },
  // All that a proxy runs beside our own programs is of the distribution.
  fapolicyd: { appFleet: fapolicydStep },
};

/** What is done about the guards of a system before a program starts. */
export const guardSteps = ({ system }: Pick<Node, 'system'>, fleet: FleetName): readonly BootStep[] =>
  systemOf(system).guards.flatMap((guard) => steps[guard][fleet] ?? []);
