import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { keyStatements } from '../key-policy';

/** Lets services use a customer's key. A key that is imported keeps its policy: its owner has to say the same. */
export function letServicesUse(key: kms.IKey, scope: Construct): void {
  for (const { principal, actions, conditions } of keyStatements(Stack.of(scope))) {
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [principal === '*' ? new iam.AnyPrincipal() : new iam.ServicePrincipal(principal)],
        actions: [...actions],
        resources: ['*'],
        conditions,
      }),
    );
  }
}
