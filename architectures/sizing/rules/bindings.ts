import {
  contract,
  type Binding,
  type BindingName,
  type ComponentKind,
  type Components,
} from '../../../constructs/spec';
import type { NormalisedRequest } from '../request';
import type { LicenceEdition } from './licence';

/** Every late value of every component of the plan that it needs, and the parameter under which a node finds it. */
export const bindings = (
  { id, smtp, smtpLogin }: NormalisedRequest,
  components: Components,
  edition: LicenceEdition,
): Binding[] => {
  const unneeded: readonly BindingName[] = [
    ...(edition === 'Entry' ? (['secrets.licence'] as const) : []),
    ...(smtp && smtpLogin ? [] : (['secrets.mail'] as const)),
  ];
  return (Object.keys(components) as ComponentKind[])
    .flatMap((kind) =>
      Object.entries<{ readonly holds: Binding['holds'] }>(contract[kind].late).map(([name, { holds }]) => ({
        name: `${kind}.${name}` as BindingName,
        parameter: `/mattermost/${id}/${kind}/${name}` as const,
        holds,
      })),
    )
    .filter(({ name }) => !unneeded.includes(name));
};
