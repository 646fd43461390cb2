import type { Call } from './aws';
import { check, fine, note, type AnyCheck, type Subject } from './check';

export interface Parameters {
  readonly Parameters: readonly { readonly Name: string }[];
}

const folderOf = ({ plan }: Subject): string => `/mattermost/${plan.request.id}`;

/** Names and no values. */
export const parametersCall = (subject: Subject): Call => ({
  service: 'ssm',
  operation: 'describe-parameters',
  args: ['--parameter-filters', `Key=Path,Option=Recursive,Values=${folderOf(subject)}`],
  permission: 'ssm:DescribeParameters',
});

export const parameterChecks: readonly AnyCheck[] = [
  check<{ readonly parameters: Parameters }>({
    id: 'parameters',
    what: 'name of the deployment',
    why: 'its parameters have fixed names: a second deployment of the same name fails on the first of them',
    page: 'docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html',
    applies: () => true,
    needed: (subject) => `nothing under ${folderOf(subject)}/`,
    ask: (subject) => ({ parameters: parametersCall(subject) }),
    judge: ({ parameters }, { plan }) => {
      const count = parameters!.Parameters.length;
      return count === 0
        ? fine('nothing')
        : note(
            `${count} parameter${count === 1 ? '' : 's'}`,
            `a deployment called ${plan.request.id} is there: deploying updates it; for another one beside it give --id`,
          );
    },
  }),
];
