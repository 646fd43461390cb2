import { TerraformResource } from 'cdktf';
import type { IConstruct } from 'constructs';

/** `aws_rds_cluster.Mattermost_Database_Cluster`: inside of an expression, and where an interpolation is refused. */
export const addressOf = ({ terraformResourceType, friendlyUniqueId }: TerraformResource): string =>
  `${terraformResourceType}.${friendlyUniqueId}`;

/** Addresses of all resources below these constructs, for `dependsOn`: cdktf ignores `node.addDependency` without a word. */
export const addressesIn = (...constructs: readonly IConstruct[]): string[] =>
  constructs
    .flatMap((construct) => construct.node.findAll())
    .filter((each): each is TerraformResource => TerraformResource.isTerraformResource(each))
    .map(addressOf);
