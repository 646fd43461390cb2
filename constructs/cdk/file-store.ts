import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { FileStoreSpec } from '../spec';
import type { Offers } from './offers';

export interface FileStoreProps {
  readonly spec: FileStoreSpec;
  /** @default - keys that S3 manages */
  readonly encryptionKey?: kms.IKey;
  /** Empties and deletes the buckets with the stack, by a Lambda function. @default false */
  readonly ephemeral?: boolean;
  readonly overrides?: {
    bucket?: (props: s3.BucketProps) => s3.BucketProps;
    exports?: (props: s3.BucketProps) => s3.BucketProps;
    legalHold?: (props: s3.BucketProps) => s3.BucketProps;
  };
}

/** What is already there: one bucket for each purpose. */
export interface ExistingFileStore {
  readonly bucket: s3.IBucket;
  readonly exports: s3.IBucket;
  readonly legalHold: s3.IBucket;
}

/**
 * Three S3 buckets: attachments (versioned), exports and legal hold (neither is). No access key: the role of a node counts.
 *
 * Units: days. A current version never expires; only replaced and deleted ones do, after `spec.expireOldVersionsDays`.
 * Defaults: encrypted, no public access, TLS only.
 * On delete: the buckets and their policies stay.
 * Errors: none of its own.
 * Sources: in the plan, `mattermost-arch explain SIZE fileStore`.
 */
export class FileStore extends Construct implements Offers<'fileStore'> {
  /** Buckets that are already there, as the architecture needs them; they must be in the region of the stack. */
  static fromExisting(scope: Construct, { bucket, exports, legalHold }: ExistingFileStore): Offers<'fileStore'> {
    return { ...address(scope, bucket, exports, legalHold) };
  }

  readonly bucket: s3.Bucket;
  readonly exports: s3.Bucket;
  readonly legalHold: s3.Bucket;
  readonly late: Offers<'fileStore'>['late'];
  readonly arns: Offers<'fileStore'>['arns'];

  constructor(scope: Construct, id: string, { spec, encryptionKey, ephemeral = false, overrides }: FileStoreProps) {
    super(scope, id);
    const removalPolicy = ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    const make = (
      name: string,
      versioned: boolean,
      override?: (props: s3.BucketProps) => s3.BucketProps,
    ): s3.Bucket => {
      const props: s3.BucketProps = {
        versioned,
        enforceSSL: true,
        blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
        objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        encryption: encryptionKey ? s3.BucketEncryption.KMS : s3.BucketEncryption.S3_MANAGED,
        encryptionKey,
        ...(encryptionKey && { bucketKeyEnabled: true }),
        lifecycleRules: [
          {
            id: 'unfinished-uploads',
            abortIncompleteMultipartUploadAfter: Duration.days(spec.abortUploadsDays),
          },
          ...(versioned
            ? [{ id: 'old-versions', noncurrentVersionExpiration: Duration.days(spec.expireOldVersionsDays) }]
            : []),
        ],
        removalPolicy,
        autoDeleteObjects: ephemeral,
      };
      const bucket = new s3.Bucket(this, name, override?.(props) ?? props);
      // A bucket that stays keeps its policy.
      bucket.policy?.applyRemovalPolicy(removalPolicy);
      return bucket;
    };
    this.bucket = make('Bucket', spec.versioned, overrides?.bucket);
    this.exports = make('Exports', false, overrides?.exports);
    this.legalHold = make('LegalHold', false, overrides?.legalHold);
    const { late, arns } = address(this, this.bucket, this.exports, this.legalHold);
    this.late = late;
    this.arns = arns;
  }
}

const address = (
  scope: Construct,
  bucket: s3.IBucket,
  exports: s3.IBucket,
  legalHold: s3.IBucket,
): Pick<Offers<'fileStore'>, 'late' | 'arns'> => {
  const { region, urlSuffix } = Stack.of(scope);
  return {
    late: {
      bucket: bucket.bucketName,
      exports: exports.bucketName,
      legalHold: legalHold.bucketName,
      region,
      endpoint: `s3.${region}.${urlSuffix}`,
    },
    arns: { bucket: bucket.bucketArn, exports: exports.bucketArn, legalHold: legalHold.bucketArn },
  };
};
