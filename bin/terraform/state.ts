import type { MattermostStackConfig } from '../../architectures/cdktf';
import type { Issue } from '../../architectures/sizing';

/** Where a customer wants the state, beside a file in the folder. */
export interface State {
  readonly stateBucket?: string;
  readonly stateRegion?: string;
}

/**
 * What is wrong with it.
 * @param nameOf how its user writes `stateBucket` and `stateRegion`
 */
export function wrongState({ stateBucket, stateRegion }: State, nameOf: (field: keyof State) => string): Issue[] {
  const issues: (Issue | false)[] = [
    stateBucket !== undefined &&
      !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(stateBucket) && {
        what: `'${nameOf('stateBucket')}' is not valid`,
        given: stateBucket,
        allowed: 'the name of a bucket',
        todo: 'correct it or leave it out',
      },
    stateRegion !== undefined &&
      stateBucket === undefined && {
        what: `'${nameOf('stateRegion')}' is given without a bucket`,
        given: stateRegion,
        allowed: `with ${nameOf('stateBucket')}`,
        todo: 'name the bucket',
      },
  ];
  return issues.filter((issue): issue is Issue => issue !== false);
}

/** The backend of a deployment; none for a file in the folder. */
export const backendOf = (deployment: string, { stateBucket, stateRegion }: State): MattermostStackConfig['backend'] =>
  stateBucket === undefined
    ? undefined
    : {
        bucket: stateBucket,
        key: `mattermost/${deployment}.tfstate`,
        ...(stateRegion !== undefined && { region: stateRegion }),
      };
