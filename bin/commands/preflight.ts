import { Option, type Command } from 'commander';
import type { Issue } from '../../architectures/sizing';
import { certificateArn, secretName, type Form } from './names';
import { collecting, operandsOf } from './operands';
import type { Output } from './output';
import { answersFrom, type Target } from './preflight/aws';
import type { Subject } from './preflight/check';
import { rowsOf } from './preflight/checks';
import { readLicence } from './preflight/licence';
import { anyRegion, findings, findingsJson, isInTheWay, listing, listingJson } from './preflight/reports';
import { asText, type Report } from './report';
import { asking, issuesOf, planOf, withRequestFlags, type Asked } from './request-flags';

/** Flags beside those of the request. */
interface Flags {
  readonly list?: boolean;
  readonly json?: boolean;
  readonly certificate?: string;
  readonly licenceSecret?: string;
  readonly licenceFile?: string;
  readonly profile?: string;
}

/** What a flag must look like, and what that is called. */
const forms = {
  certificate: certificateArn,
  licenceSecret: secretName,
  profile: [/^[\w.@+=/][\w.@+=/ -]{0,127}$/, 'the name of a profile of the AWS command line'],
} as const satisfies Partial<Readonly<Record<keyof Flags, Form>>>;

const options = {
  list: new Option('--list', 'print what would be asked, and ask nothing'),
  json: new Option('--json', 'print JSON'),
  certificate: new Option('--certificate <arn>', 'certificate of ACM that the listener is to use'),
  licenceSecret: new Option('--licence-secret <name>', 'secret that holds the licence; its value is not read'),
  licenceFile: new Option('--licence-file <file>', 'licence that is not stored yet: judged here, sent nowhere'),
  profile: new Option('--profile <name>', 'profile of the AWS command line'),
} as const satisfies Readonly<Record<keyof Flags, Option>>;

/** What is wrong with the flags, by themselves and beside the request. */
function issuesIn(flags: Flags, { fields }: Asked): readonly Issue[] {
  const malformed = (Object.keys(forms) as (keyof typeof forms)[]).flatMap((name): Issue[] => {
    const value = flags[name];
    const [form, called] = forms[name];
    if (value === undefined || form.test(value)) return [];
    return [
      {
        what: `'${options[name].long}' is not valid`,
        // A licence may have been pasted in place of its name.
        given: name === 'licenceSecret' ? `${value.length} characters (not shown)` : JSON.stringify(value),
        allowed: called,
        todo: 'correct it or leave it out',
      },
    ];
  });
  const homeless: Issue = {
    what: `'--region' is missing`,
    allowed: 'the name of a region such as eu-central-1',
    todo: 'say where the deployment goes; with --list it may be left out',
  };
  const uncertified: Issue = {
    what: 'a certificate is given, and the listener is http',
    allowed: 'one of the two',
    todo: 'leave --listener out, or leave --certificate out',
  };
  return [
    ...malformed,
    ...(flags.list || fields.region !== undefined ? [] : [homeless]),
    ...(flags.certificate !== undefined && fields.listener === 'http' ? [uncertified] : []),
  ];
}

/** `preflight`: whether an account can take a deployment, asked of AWS without changing anything. */
export function addPreflight(program: Command, { write, paint, act }: Output): void {
  const command = program
    .command('preflight')
    .description('check whether an AWS account can take the deployment of a plan; reads, and changes nothing')
    .argument('[size]', 'name of a size, 15k, or a number of concurrent users, 15000')
    .addHelpText(
      'after',
      [
        '\nIt runs the program aws, with the credentials that aws finds.',
        'Exit code: 0 nothing is in the way, 1 something would fail or could not be checked, 2 bad input.',
        '\nExamples:',
        '  mattermost-arch preflight 15k --region eu-central-1 --list',
        '  mattermost-arch preflight 15k --region eu-central-1 --domain-name chat.example.com \\',
        '    --certificate arn:aws:acm:eu-central-1:123456789012:certificate/… \\',
        '    --licence-secret mattermost/licence',
        '  mattermost-arch preflight 15k --region eu-central-1 --licence-file licence.txt --profile production',
      ].join('\n'),
    );
  for (const option of Object.values(options)) command.addOption(option);
  withRequestFlags(collecting(command)).action(() => {
    const { values, issues } = operandsOf(command);
    const flags = command.opts<Flags>();
    const asked = asking(command)(values[0]);
    let licence: string | undefined;
    const unreadable = issuesOf(() => {
      licence = flags.licenceFile === undefined ? undefined : readLicence(flags.licenceFile);
    });
    const plan = planOf(asked, [...issues, ...issuesIn(flags, asked), ...unreadable]);
    const target: Target = { region: plan.request.region ?? anyRegion, profile: flags.profile };
    const { certificate, licenceSecret } = flags;
    const subject: Subject = { plan, region: target.region, certificate, licenceSecret, licence, now: new Date() };

    const answer = (json: () => unknown, report: () => Report) =>
      write(flags.json ? `${JSON.stringify(json(), null, 2)}\n` : asText(report(), paint));
    if (flags.list) {
      answer(
        () => listingJson(subject, target),
        () => listing(subject, target),
      );
      return;
    }
    act(() => {
      const rows = rowsOf(subject, answersFrom(target));
      answer(
        () => findingsJson(rows, target),
        () => findings(rows, subject, target),
      );
      return !rows.some(isInTheWay);
    });
  });
}
