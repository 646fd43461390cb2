import {
  contract,
  type Binding,
  type BindingName,
  type ComponentKind,
  type Components,
} from '../../../constructs/spec';

/** Every late value of every component of the plan, and the parameter under which a node finds it. */
export const bindings = (id: string, components: Components): Binding[] =>
  (Object.keys(components) as ComponentKind[]).flatMap((kind) =>
    Object.entries<{ readonly holds: Binding['holds'] }>(contract[kind].late).map(([name, { holds }]) => ({
      name: `${kind}.${name}` as BindingName,
      parameter: `/mattermost/${id}/${kind}/${name}` as const,
      holds,
    })),
  );
