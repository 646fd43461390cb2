import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { ComponentKind, Offers as OffersOf } from '../spec';

/** What a component of this engine shows to the others: the contract, in CDK's types. */
export type Offers<K extends ComponentKind> = OffersOf<K, ec2.Connections, iam.IRole>;
