import { S3Bucket, type S3BucketConfig } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';
import type { FileStoreSpec } from '../spec';
import type { Offers } from './offers';
import { Account } from './private/account';
import { policy } from './private/policy';

export interface FileStoreConfig {
  readonly spec: FileStoreSpec;
  /** @default - keys that S3 manages */
  readonly kmsKeyArn?: string;
  /** Empties and deletes the buckets at a destroy. @default false: a destroy is refused */
  readonly ephemeral?: boolean;
  readonly overrides?: {
    bucket?: (config: S3BucketConfig) => S3BucketConfig;
    exports?: (config: S3BucketConfig) => S3BucketConfig;
    legalHold?: (config: S3BucketConfig) => S3BucketConfig;
  };
}

/** Names of buckets that are already there, one for each purpose; they must be in the region of the stack. */
export interface ExistingFileStore {
  readonly bucket: string;
  readonly exports: string;
  readonly legalHold: string;
}

/**
 * Three S3 buckets: attachments (versioned), exports and legal hold (neither is). No access key: the role of a node counts.
 *
 * Units: days. A current version never expires; only replaced and deleted ones do, after `spec.expireOldVersionsDays`.
 * Defaults: encrypted, no public access, TLS only.
 * On destroy: refused, unless ephemeral; the README of an export says how to let go of buckets that stay.
 * Errors: none of its own.
 * Sources: in the plan, `mattermost-arch explain SIZE fileStore`.
 */
export class FileStore extends Construct implements Offers<'fileStore'> {
  /** Buckets that are already there, as the architecture needs them. */
  static fromExisting(scope: Construct, names: ExistingFileStore): Offers<'fileStore'> {
    const account = Account.of(scope);
    const arn = (name: string): string => account.arn('s3', name);
    return {
      late: { ...names, ...place(account) },
      arns: { bucket: arn(names.bucket), exports: arn(names.exports), legalHold: arn(names.legalHold) },
    };
  }

  readonly bucket: S3Bucket;
  readonly exports: S3Bucket;
  readonly legalHold: S3Bucket;
  readonly late: Offers<'fileStore'>['late'];
  readonly arns: Offers<'fileStore'>['arns'];

  constructor(scope: Construct, id: string, { spec, kmsKeyArn, ephemeral = false, overrides }: FileStoreConfig) {
    super(scope, id);
    const make = (
      name: string,
      prefix: string,
      versioned: boolean,
      override?: (config: S3BucketConfig) => S3BucketConfig,
    ): S3Bucket => {
      const config: S3BucketConfig = {
        bucketPrefix: `mattermost-${prefix}-`,
        forceDestroy: ephemeral,
        ...(!ephemeral && { lifecycle: { preventDestroy: true } }),
      };
      const made = new S3Bucket(this, name, override?.(config) ?? config);
      this.protect(name, made, versioned, { spec, kmsKeyArn });
      return made;
    };
    this.bucket = make('Bucket', 'files', spec.versioned, overrides?.bucket);
    this.exports = make('Exports', 'exports', false, overrides?.exports);
    this.legalHold = make('LegalHold', 'legal-hold', false, overrides?.legalHold);
    this.late = {
      bucket: this.bucket.bucket,
      exports: this.exports.bucket,
      legalHold: this.legalHold.bucket,
      ...place(Account.of(this)),
    };
    this.arns = { bucket: this.bucket.arn, exports: this.exports.arn, legalHold: this.legalHold.arn };
  }

  /** Encryption, access, versions and their end. */
  private protect(
    name: string,
    { id: bucket, arn }: S3Bucket,
    versioned: boolean,
    { spec, kmsKeyArn }: Pick<FileStoreConfig, 'spec' | 'kmsKeyArn'>,
  ): void {
    new S3BucketServerSideEncryptionConfigurationA(this, `${name}Encryption`, {
      bucket,
      rule: [
        {
          applyServerSideEncryptionByDefault: kmsKeyArn
            ? { sseAlgorithm: 'aws:kms', kmsMasterKeyId: kmsKeyArn }
            : { sseAlgorithm: 'AES256' },
          bucketKeyEnabled: kmsKeyArn !== undefined,
        },
      ],
    });
    const access = new S3BucketPublicAccessBlock(this, `${name}Access`, {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, `${name}Owner`, { bucket, rule: { objectOwnership: 'BucketOwnerEnforced' } });
    new S3BucketPolicy(this, `${name}Policy`, {
      bucket,
      policy: policy({
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
      // S3 refuses two changes of a bucket at the same time.
      dependsOn: [access],
    });
    const versions = versioned
      ? [new S3BucketVersioningA(this, `${name}Versions`, { bucket, versioningConfiguration: { status: 'Enabled' } })]
      : [];
    new S3BucketLifecycleConfiguration(this, `${name}Lifecycle`, {
      bucket,
      rule: [
        {
          id: 'unfinished-uploads',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: spec.abortUploadsDays }],
        },
        ...(versioned
          ? [
              {
                id: 'old-versions',
                status: 'Enabled',
                filter: [{ prefix: '' }],
                noncurrentVersionExpiration: [{ noncurrentDays: spec.expireOldVersionsDays }],
              },
            ]
          : []),
      ],
      dependsOn: versions,
    });
  }
}

const place = ({ region, urlSuffix }: Account) => ({ region, endpoint: `s3.${region}.${urlSuffix}` });
