import type { MattermostStackConfig } from '../../architectures/cdktf';
import { forms } from '../../architectures/cdktf/forms';
import type { Issue } from '../../architectures/sizing';

/** Where a customer wants the state, beside a file in the folder. */
export interface State {
  readonly stateBucket?: string;
  /** @default - the region of the request */
  readonly stateRegion?: string;
}

/**
 * What is wrong with it.
 * @param region of the request, where it names one
 * @param nameOf how its user writes `stateBucket` and `stateRegion`
 */
export function wrongState(
  { stateBucket, stateRegion }: State,
  region: unknown,
  nameOf: (field: keyof State) => string,
): Issue[] {
  const [regionForm, regionAllowed] = forms.region;
  const issues: (Issue | false)[] = [
    stateBucket !== undefined &&
      !/^(?!.*[.][.])[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(stateBucket) && {
        what: `'${nameOf('stateBucket')}' is not valid`,
        given: JSON.stringify(stateBucket),
        allowed: 'the name of a bucket: 3 to 63 small letters, digits, dots and hyphens',
        todo: 'correct it or leave it out',
      },
    stateRegion !== undefined &&
      !new RegExp(regionForm).test(stateRegion) && {
        what: `'${nameOf('stateRegion')}' is not valid`,
        given: JSON.stringify(stateRegion),
        allowed: regionAllowed,
        todo: 'correct it',
      },
    stateRegion !== undefined &&
      stateBucket === undefined && {
        what: `'${nameOf('stateRegion')}' is given without a bucket`,
        given: stateRegion,
        allowed: `with ${nameOf('stateBucket')}`,
        todo: 'name the bucket',
      },
    stateBucket !== undefined &&
      stateRegion === undefined &&
      region === undefined && {
        what: `'${nameOf('stateRegion')}' is missing`,
        allowed: 'the region of the bucket: a backend cannot read variables',
        todo: `give it, or the request's region`,
      },
  ];
  return issues.filter((issue): issue is Issue => issue !== false);
}

/** The backend of a deployment; none for a file in the folder. */
export const backendOf = (
  { id, region }: { readonly id: string; readonly region?: string },
  { stateBucket, stateRegion = region }: State,
): MattermostStackConfig['backend'] =>
  stateBucket === undefined
    ? undefined
    : {
        bucket: stateBucket,
        key: `mattermost/${id}.tfstate`,
        ...(stateRegion !== undefined && { region: stateRegion }),
      };
