import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { searchLogin, type SearchSpec } from '../spec';
import type { Offers } from './offers';
import { generatedLogin } from './private/generated-login';
import { grantableArn } from './private/grantable-arn';
import { zonalSubnets } from './private/zonal-subnets';

export interface SearchProps {
  readonly spec: SearchSpec;
  readonly vpc: ec2.IVpc;
  /** One subnet in each of the first `spec.zones` zones is used. @default - the isolated subnets */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /** Encrypts the disks and the secret. @default - the keys that AWS manages */
  readonly encryptionKey?: kms.IKey;
  readonly overrides?: {
    domain?: (props: opensearch.DomainProps) => opensearch.DomainProps;
    secret?: (props: secretsmanager.SecretProps) => secretsmanager.SecretProps;
    securityGroup?: (props: ec2.SecurityGroupProps) => ec2.SecurityGroupProps;
  };
}

/** What is already there: a domain in a VPC, and the login of the server. */
export interface ExistingSearch {
  readonly domain: opensearch.IDomain;
  /** Of the domain. */
  readonly securityGroup: ec2.ISecurityGroup;
  /** Holds `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
}

/**
 * An OpenSearch domain in the VPC: data nodes in zones, dedicated masters or none, a generated login.
 *
 * Units: `spec.disk` is GiB, IOPS and MiB/s of the gp3 disk of each data node.
 * Defaults: isolated subnets, encrypted at rest and between nodes, HTTPS with TLS 1.2 or later, no connection from anywhere
 * until it is wired. A new `spec.engineVersion` upgrades in place.
 * Needs: the service-linked role of OpenSearch. An account that never had a domain in a VPC lacks it, and a template cannot
 * make it, because making it a second time fails: `aws iam create-service-linked-role --aws-service-name
 * opensearchservice.amazonaws.com`, once for each account.
 * On delete: index and login go with the stack. The index is a copy: the System Console rebuilds it from the database.
 * Errors: subnets in fewer zones than `spec.zones`; those of CDK, for a VPC without isolated subnets.
 * Sources: in the plan, `mattermost-arch explain SIZE search`.
 */
export class Search extends Construct implements ec2.IConnectable, Offers<'search'> {
  /** A domain that is already there, as the architecture needs it. */
  static fromExisting({ domain, securityGroup, secret }: ExistingSearch): Offers<'search'> {
    return {
      connections: new ec2.Connections({ securityGroups: [securityGroup] }),
      late: { endpoint: domain.domainEndpoint, secret: secret.secretArn },
      arns: { secret: grantableArn(secret) },
      names: { domain: domain.domainName, account: domain.env.account },
    };
  }

  readonly domain: opensearch.Domain;
  readonly secret: secretsmanager.Secret;
  readonly securityGroup: ec2.SecurityGroup;
  readonly connections: ec2.Connections;
  readonly late: Offers<'search'>['late'];
  readonly arns: Offers<'search'>['arns'];
  readonly names: Offers<'search'>['names'];

  constructor(scope: Construct, id: string, { spec, vpc, vpcSubnets, encryptionKey, overrides }: SearchProps) {
    super(scope, id);
    const { nodes, zones, masters, disk } = spec;
    const subnets = zonalSubnets(this, { vpc, vpcSubnets, zones, pin: 'search.zones' }).slice(0, zones);

    const secret = generatedLogin(searchLogin, {
      description: 'Login of the Mattermost server to its search',
      encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.secret = new secretsmanager.Secret(this, 'Secret', overrides?.secret?.(secret) ?? secret);

    const securityGroup: ec2.SecurityGroupProps = { vpc, description: 'Mattermost search', allowAllOutbound: false };
    this.securityGroup = new ec2.SecurityGroup(
      this,
      'SecurityGroup',
      overrides?.securityGroup?.(securityGroup) ?? securityGroup,
    );

    const domain: opensearch.DomainProps = {
      version: opensearch.EngineVersion.openSearch(spec.engineVersion),
      enableVersionUpgrade: true,
      vpc,
      vpcSubnets: [{ subnets }],
      securityGroups: [this.securityGroup],
      capacity: {
        dataNodes: nodes,
        dataNodeInstanceType: `${spec.instance}.search`,
        masterNodes: masters.nodes,
        masterNodeInstanceType: `${masters.instance}.search`,
        // A recommended feature flag would turn it on, and AWS refuses it in fewer than three zones.
        multiAzWithStandbyEnabled: false,
      },
      zoneAwareness: zones > 1 ? { enabled: true, availabilityZoneCount: zones } : { enabled: false },
      ebs: {
        enabled: true,
        volumeType: ec2.EbsDeviceVolumeType.GP3,
        volumeSize: disk.sizeGiB,
        iops: disk.iops,
        throughput: disk.throughputMiBps,
      },
      fineGrainedAccessControl: {
        masterUserName: searchLogin.username,
        masterUserPassword: this.secret.secretValueFromJson('password'),
      },
      enforceHttps: true,
      tlsSecurityPolicy: opensearch.TLSSecurityPolicy.TLS_1_2,
      nodeToNodeEncryption: true,
      encryptionAtRest: { enabled: true, kmsKey: encryptionKey },
      removalPolicy: RemovalPolicy.DESTROY,
    };
    this.domain = new opensearch.Domain(this, 'Domain', overrides?.domain?.(domain) ?? domain);
    // The L2 sets a policy, and a policy for logs, by a Lambda function.
    (this.domain.node.defaultChild as opensearch.CfnDomain).accessPolicies = open(Stack.of(this));

    this.connections = this.domain.connections;
    this.late = { endpoint: this.domain.domainEndpoint, secret: this.secret.secretArn };
    this.arns = { secret: this.secret.secretArn };
    this.names = { domain: this.domain.domainName, account: Stack.of(this).account };
  }
}

/**
 * Open to whom the security group lets in, since the server signs no request: who may do what, the login decides. A policy
 * that named its own domain would be a cycle; this one is of no effect on another.
 */
const open = (stack: Stack): iam.PolicyDocument =>
  new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['es:ESHttp*'],
        resources: [stack.formatArn({ service: 'es', resource: 'domain', resourceName: '*/*' })],
      }),
    ],
  });
