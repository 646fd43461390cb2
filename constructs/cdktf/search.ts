import { DataAwsSecretsmanagerRandomPassword } from '@cdktf/provider-aws/lib/data-aws-secretsmanager-random-password';
import { OpensearchDomain, type OpensearchDomainConfig } from '@cdktf/provider-aws/lib/opensearch-domain';
import { SecretsmanagerSecret, type SecretsmanagerSecretConfig } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version';
import { SecurityGroup, type SecurityGroupConfig } from '@cdktf/provider-aws/lib/security-group';
import { Construct } from 'constructs';
import { searchLogin, type SearchSpec } from '../spec';
import type { Connections, Offers } from './offers';
import { Account } from './private/account';
import { addressOf } from './private/addresses';
import { policy } from './private/policy';
import { zonalSubnets } from './private/zonal-subnets';

export interface SearchConfig {
  readonly spec: SearchSpec;
  /** Names the domain, `<deployment>-search`: AWS makes no name up. @default 'mattermost' */
  readonly deployment?: string;
  readonly vpcId: string;
  /** One in each zone; the first `spec.zones` are used. */
  readonly subnetIds: readonly string[];
  /** Encrypts the disks and the secret. @default - the keys that AWS manages */
  readonly kmsKeyArn?: string;
  readonly overrides?: {
    domain?: (config: OpensearchDomainConfig) => OpensearchDomainConfig;
    secret?: (config: SecretsmanagerSecretConfig) => SecretsmanagerSecretConfig;
    securityGroup?: (config: SecurityGroupConfig) => SecurityGroupConfig;
  };
}

/** What is already there: a domain in a VPC, and the login of the server. */
export interface ExistingSearch {
  readonly domainName: string;
  /** Host name, without https. */
  readonly endpoint: string;
  /** Account of the domain. */
  readonly account: string;
  readonly securityGroupId: string;
  /** ARN of a secret with `username` and `password`. */
  readonly secretArn: string;
}

/**
 * An OpenSearch domain in the VPC: data nodes in zones, dedicated masters or none, a generated login.
 *
 * The password of this login is in the state, unlike all others: the provider has no write-only argument for it. The state
 * must be encrypted and read by few, which the login's own reach, an index that is a copy, limits.
 *
 * Units: `spec.disk` is GiB, IOPS and MiB/s of the gp3 disk of each data node.
 * Defaults: encrypted at rest and between nodes, HTTPS with TLS 1.2 or later, no connection from anywhere until it is wired.
 * A new `spec.engineVersion` upgrades in place.
 * Needs: the service-linked role of OpenSearch: `aws iam create-service-linked-role --aws-service-name
 * opensearchservice.amazonaws.com`, once for each account.
 * On destroy: index and login go. The index is a copy: the System Console rebuilds it from the database.
 * Errors: subnets in fewer zones than `spec.zones`.
 * Sources: in the plan, `mattermost-arch explain SIZE search`.
 */
export class Search extends Construct implements Offers<'search'> {
  /** A domain that is already there, as the architecture needs it. */
  static fromExisting({ domainName, endpoint, account, securityGroupId, secretArn }: ExistingSearch): Offers<'search'> {
    return {
      connections: { securityGroupId },
      late: { endpoint, secret: secretArn },
      arns: { secret: secretArn },
      names: { domain: domainName, account },
    };
  }

  readonly domain: OpensearchDomain;
  readonly secret: SecretsmanagerSecret;
  readonly securityGroup: SecurityGroup;
  readonly connections: Connections;
  readonly late: Offers<'search'>['late'];
  readonly arns: Offers<'search'>['arns'];
  readonly names: Offers<'search'>['names'];

  constructor(scope: Construct, id: string, config: SearchConfig) {
    super(scope, id);
    const { spec, deployment, vpcId, subnetIds, kmsKeyArn, overrides } = config;
    const { nodes, zones, masters, disk } = spec;
    const account = Account.of(this);
    const subnets = zonalSubnets(this, { subnetIds, zones, pin: 'search.zones' }).slice(0, zones);

    const secret: SecretsmanagerSecretConfig = {
      namePrefix: 'mattermost-search-',
      description: 'Login of the Mattermost server to its search',
      kmsKeyId: kmsKeyArn,
      recoveryWindowInDays: 0,
    };
    this.secret = new SecretsmanagerSecret(this, 'Secret', overrides?.secret?.(secret) ?? secret);
    const password = this.storedPassword();

    const securityGroup: SecurityGroupConfig = { vpcId, description: 'Mattermost search' };
    this.securityGroup = new SecurityGroup(
      this,
      'SecurityGroup',
      overrides?.securityGroup?.(securityGroup) ?? securityGroup,
    );

    const domain: OpensearchDomainConfig = {
      domainName: `${deployment ?? 'mattermost'}-search`,
      engineVersion: `OpenSearch_${spec.engineVersion}`,
      clusterConfig: {
        instanceCount: nodes,
        instanceType: `${spec.instance}.search`,
        ...(masters.nodes && {
          dedicatedMasterEnabled: true,
          dedicatedMasterCount: masters.nodes,
          dedicatedMasterType: `${masters.instance}.search`,
        }),
        multiAzWithStandbyEnabled: false,
        zoneAwarenessEnabled: zones > 1,
        ...(zones > 1 && { zoneAwarenessConfig: { availabilityZoneCount: zones } }),
      },
      ebsOptions: {
        ebsEnabled: true,
        volumeType: 'gp3',
        volumeSize: disk.sizeGiB,
        iops: disk.iops,
        throughput: disk.throughputMiBps,
      },
      vpcOptions: { subnetIds: subnets, securityGroupIds: [this.securityGroup.id] },
      advancedSecurityOptions: {
        enabled: true,
        internalUserDatabaseEnabled: true,
        masterUserOptions: { masterUserName: searchLogin.username, masterUserPassword: password },
      },
      domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: 'Policy-Min-TLS-1-2-2019-07' },
      nodeToNodeEncryption: { enabled: true },
      encryptAtRest: { enabled: true, kmsKeyId: kmsKeyArn },
      // Open to whom the security group lets in, since the server signs no request: who may do what, the login decides.
      accessPolicies: policy({
        Principal: { AWS: '*' },
        Action: 'es:ESHttp*',
        Resource: account.arn('es', 'domain/*/*'),
      }),
    };
    this.domain = new OpensearchDomain(this, 'Domain', overrides?.domain?.(domain) ?? domain);

    this.connections = { securityGroupId: this.securityGroup.id };
    this.late = { endpoint: this.domain.endpoint, secret: this.secret.arn };
    this.arns = { secret: this.secret.arn };
    this.names = { domain: this.domain.domainName, account: account.id };
  }

  /** Each plan makes up another password: what was stored first counts, and the domain takes it from there. */
  private storedPassword(): string {
    const { randomPassword } = new DataAwsSecretsmanagerRandomPassword(this, 'Random', {
      passwordLength: searchLogin.passwordLength,
      excludeCharacters: searchLogin.excludedCharacters,
      requireEachIncludedType: true,
    });
    const version = new SecretsmanagerSecretVersion(this, 'Version', {
      secretId: this.secret.id,
      secretString: JSON.stringify({ username: searchLogin.username, password: randomPassword }),
      lifecycle: { ignoreChanges: ['secret_string'] },
    });
    return `\${jsondecode(${addressOf(version)}.secret_string)["password"]}`;
  }
}
