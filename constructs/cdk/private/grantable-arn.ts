import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/** What a policy must name: a secret imported by name lacks the six characters that end its ARN. */
export const grantableArn = (secret: ISecret): string => secret.secretFullArn ?? `${secret.secretArn}-??????`;
