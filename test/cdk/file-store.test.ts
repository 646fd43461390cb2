import { describe, expect, test } from '@jest/globals';
import * as kms from 'aws-cdk-lib/aws-kms';
import { FileStore, type FileStoreProps } from '../../architectures/cdk';
import { ofType, planOf, resourcesOf, type Resources } from './templates';

const { fileStore: spec } = planOf().components;
const fileStore = (props: Partial<FileStoreProps> = {}): Resources =>
  resourcesOf((stack) => new FileStore(stack, 'Files', { spec, ...props }));
const buckets = (resources: Resources) => ofType(resources, 'AWS::S3::Bucket');
const named = (resources: Resources, name: string) =>
  buckets(resources).find(({ id }) => id.startsWith(`Files${name}`))!;

interface Rule {
  readonly ExpirationInDays?: number;
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays: number };
}
const rules = (resources: Resources, name: string): readonly Rule[] =>
  (named(resources, name).Properties.LifecycleConfiguration as { Rules: Rule[] }).Rules;

describe('the file store', () => {
  test('keeps versions of attachments, and none of exports and legal holds', () => {
    const versioned = (name: string) => named(fileStore(), name).Properties.VersioningConfiguration;
    expect(versioned('Bucket')).toEqual({ Status: 'Enabled' });
    expect(versioned('Exports')).toBeUndefined();
    expect(versioned('LegalHold')).toBeUndefined();
  });

  test('never expires a current version', () => {
    for (const name of ['Bucket', 'Exports', 'LegalHold']) {
      for (const rule of rules(fileStore(), name)) {
        expect(Object.keys(rule).filter((key) => /^Expir|^Transition/.test(key))).toEqual([]);
      }
    }
    const days = rules(fileStore(), 'Bucket').flatMap((rule) => rule.NoncurrentVersionExpiration?.NoncurrentDays ?? []);
    expect(days).toEqual([spec.expireOldVersionsDays]);
  });

  test('is encrypted, closed to the public and speaks TLS only', () => {
    const resources = fileStore();
    for (const { Properties } of buckets(resources)) {
      expect(JSON.stringify(Properties.BucketEncryption)).toContain('AES256');
      expect(new Set(Object.values(Properties.PublicAccessBlockConfiguration as object))).toEqual(new Set([true]));
    }
    const policies = ofType(resources, 'AWS::S3::BucketPolicy');
    expect(policies).toHaveLength(3);
    for (const { Properties } of policies) {
      expect(JSON.stringify(Properties)).toContain('{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"');
    }
  });

  test('stays when the stack goes, with the policies', () => {
    const resources = fileStore();
    for (const type of ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy']) {
      for (const { DeletionPolicy } of ofType(resources, type)) expect(DeletionPolicy).toBe('RetainExceptOnCreate');
    }
  });

  test('goes with an ephemeral stack, files included', () => {
    const resources = fileStore({ ephemeral: true });
    for (const { DeletionPolicy } of buckets(resources)) expect(DeletionPolicy).toBe('Delete');
    expect(ofType(resources, 'Custom::S3AutoDeleteObjects')).toHaveLength(3);
  });

  test('has no user and no access key', () => {
    expect(Object.values(fileStore()).filter(({ Type }) => Type.startsWith('AWS::IAM::'))).toEqual([]);
  });

  test('is encrypted with the key that is given', () => {
    const resources = resourcesOf(
      (stack) => new FileStore(stack, 'Files', { spec, encryptionKey: new kms.Key(stack, 'Key') }),
    );
    for (const { Properties } of buckets(resources)) {
      expect(JSON.stringify(Properties.BucketEncryption)).toMatch(/"BucketKeyEnabled":true.*"Key[0-9A-F]{8}"/);
    }
  });

  test('can be overridden, one callback for each inner resource', () => {
    const resources = fileStore({
      overrides: {
        bucket: (props) => ({ ...props, bucketName: 'their-files' }),
        exports: (props) => ({ ...props, bucketName: 'their-exports' }),
        legalHold: (props) => ({ ...props, bucketName: 'their-holds' }),
      },
    });
    expect(buckets(resources).map(({ Properties }) => Properties.BucketName)).toEqual([
      'their-files',
      'their-exports',
      'their-holds',
    ]);
  });
});
