/** What somebody may name of an AWS account: its form, and what that is called. */
export type Form = readonly [form: RegExp, called: string];

/** Not a licence or a password that was pasted in place of its name: those are longer. */
export const secretName: Form = [
  /^(arn:[\w-]+:secretsmanager:\S{1,200}|[\w/+=.@][\w/+=.@-]{0,127})$/,
  'the name or ARN of a secret',
];

export const certificateArn: Form = [
  /^arn:[\w-]+:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
  'the ARN of a certificate of ACM',
];
