/** What one instance has. */
export interface Shape {
  readonly vcpu: number;
  readonly memoryGiB: number;
  readonly arch: 'x86_64' | 'arm64';
  /** Regions of the data in which the type is offered; absent where the data does not say. */
  readonly regions?: readonly string[];
}

const commercial = ['us-east-1', 'us-west-2', 'eu-central-1'];
const everywhere = [...commercial, 'us-gov-west-1'];
/** Regions for which the data says which EC2 types they offer. */
export const knownRegions: readonly string[] = everywhere;

const shape =
  (arch: Shape['arch']) =>
  (vcpu: number, memoryGiB: number, regions?: readonly string[]): Shape => ({
    vcpu,
    memoryGiB,
    arch,
    ...(regions && { regions }),
  });
const x86 = shape('x86_64');
const arm = shape('arm64');

/** Source of every shape below. */
export const shapesSource = 'DescribeInstanceTypes as stored in moto 5.2.1 (instance_types.json.gz, 2026-05-20)';

/** EC2 types; `regions` are those of the data in which the type is offered. */
export const ec2Shapes: Readonly<Record<string, Shape>> = {
  'c7i.large': x86(2, 4, everywhere),
  'c7i.xlarge': x86(4, 8, everywhere),
  'c7i.2xlarge': x86(8, 16, everywhere),
  'c7i.4xlarge': x86(16, 32, everywhere),
  'c7i.8xlarge': x86(32, 64, everywhere),
  'c7a.large': x86(2, 4, commercial),
  'c7a.xlarge': x86(4, 8, commercial),
  'c7a.2xlarge': x86(8, 16, commercial),
  'c7a.4xlarge': x86(16, 32, commercial),
  'c7a.8xlarge': x86(32, 64, commercial),
  'c7g.large': arm(2, 4, everywhere),
  'c7g.xlarge': arm(4, 8, everywhere),
  'c7g.2xlarge': arm(8, 16, everywhere),
  'c7g.4xlarge': arm(16, 32, everywhere),
  'c7g.8xlarge': arm(32, 64, everywhere),
  'm7i.large': x86(2, 8, everywhere),
  'm7i.xlarge': x86(4, 16, everywhere),
  'm7i.2xlarge': x86(8, 32, everywhere),
  'm7i.4xlarge': x86(16, 64, everywhere),
  'm7i.8xlarge': x86(32, 128, everywhere),
  'm7g.large': arm(2, 8, everywhere),
  'm7g.xlarge': arm(4, 16, everywhere),
  'm7g.2xlarge': arm(8, 32, everywhere),
  'm7g.4xlarge': arm(16, 64, everywhere),
  'm7g.8xlarge': arm(32, 128, everywhere),
  'm6in.xlarge': x86(4, 16, everywhere),
  'm6in.2xlarge': x86(8, 32, everywhere),
  'm6in.4xlarge': x86(16, 64, everywhere),
  'm6in.8xlarge': x86(32, 128, everywhere),
  'c6in.xlarge': x86(4, 8, everywhere),
  'c6in.2xlarge': x86(8, 16, everywhere),
  'c6in.4xlarge': x86(16, 32, everywhere),
  'c6in.8xlarge': x86(32, 64, everywhere),
  't3.medium': x86(2, 4, everywhere),
  't3.large': x86(2, 8, everywhere),
  'c5.xlarge': x86(4, 8, everywhere),
  'm4.4xlarge': x86(16, 64, everywhere),
  'c5.large': x86(2, 4, everywhere),
  'c5.2xlarge': x86(8, 16, everywhere),
  't4g.medium': arm(2, 4, everywhere),
  't4g.large': arm(2, 8, everywhere),
  'r7i.large': x86(2, 16, everywhere),
  'r7i.xlarge': x86(4, 32, everywhere),
  'r7i.2xlarge': x86(8, 64, everywhere),
  'r7i.4xlarge': x86(16, 128, everywhere),
  'r7g.large': arm(2, 16, everywhere),
  'r7g.xlarge': arm(4, 32, everywhere),
  'r7g.2xlarge': arm(8, 64, everywhere),
  'r7g.4xlarge': arm(16, 128, everywhere),
  'r8g.large': arm(2, 16, everywhere),
  'r8g.xlarge': arm(4, 32, everywhere),
  'r8g.2xlarge': arm(8, 64, everywhere),
  'r8g.4xlarge': arm(16, 128, everywhere),
  'c8i.large': x86(2, 4, commercial),
  'c8i.xlarge': x86(4, 8, commercial),
  'c8i.2xlarge': x86(8, 16, commercial),
  'c8i.4xlarge': x86(16, 32, commercial),
  'c8i.8xlarge': x86(32, 64, commercial),
  'm8i.large': x86(2, 8, everywhere),
  'm8i.xlarge': x86(4, 16, everywhere),
  'm8i.2xlarge': x86(8, 32, everywhere),
  'm8i.4xlarge': x86(16, 64, everywhere),
  'm8i.8xlarge': x86(32, 128, everywhere),
  'c8g.large': arm(2, 4, everywhere),
  'c8g.xlarge': arm(4, 8, everywhere),
  'c8g.2xlarge': arm(8, 16, everywhere),
  'c8g.4xlarge': arm(16, 32, everywhere),
  'c8g.8xlarge': arm(32, 64, everywhere),
  'm8g.large': arm(2, 8, everywhere),
  'm8g.xlarge': arm(4, 16, everywhere),
  'm8g.2xlarge': arm(8, 32, everywhere),
  'm8g.4xlarge': arm(16, 64, everywhere),
  'm8g.8xlarge': arm(32, 128, everywhere),
  'c8a.large': x86(2, 4, commercial),
  'c8a.xlarge': x86(4, 8, commercial),
  'c8a.2xlarge': x86(8, 16, commercial),
  'c8a.4xlarge': x86(16, 32, commercial),
  'c8a.8xlarge': x86(32, 64, commercial),
  'm8a.large': x86(2, 8, everywhere),
  'm8a.xlarge': x86(4, 16, everywhere),
  'm8a.2xlarge': x86(8, 32, everywhere),
  'm8a.4xlarge': x86(16, 64, everywhere),
  'm8a.8xlarge': x86(32, 128, everywhere),
  'r8i.large': x86(2, 16, everywhere),
  'r8i.xlarge': x86(4, 32, everywhere),
  'r8i.2xlarge': x86(8, 64, everywhere),
  'r8i.4xlarge': x86(16, 128, everywhere),
};

/** Aurora classes, without `db.`; the shape of the EC2 type of the same name. */
export const databaseShapes: Readonly<Record<string, Shape>> = {
  'r7g.large': arm(2, 16),
  'r7g.xlarge': arm(4, 32),
  'r7g.2xlarge': arm(8, 64),
  'r7g.4xlarge': arm(16, 128),
  'r7g.8xlarge': arm(32, 256),
  'r6g.large': arm(2, 16),
  'r6g.xlarge': arm(4, 32),
  'r6g.2xlarge': arm(8, 64),
  'r6g.4xlarge': arm(16, 128),
  'r6g.8xlarge': arm(32, 256),
  'r8g.large': arm(2, 16),
  'r8g.xlarge': arm(4, 32),
  'r8g.2xlarge': arm(8, 64),
  'r8g.4xlarge': arm(16, 128),
  't4g.medium': arm(2, 4),
  't4g.large': arm(2, 8),
};

/** OpenSearch types, without `.search`; the shape of the EC2 type of the same name. */
export const searchShapes: Readonly<Record<string, Shape>> = {
  'r6g.large': arm(2, 16),
  'r6g.xlarge': arm(4, 32),
  'r6g.2xlarge': arm(8, 64),
  'm6g.large': arm(2, 8),
  'm7g.large': arm(2, 8),
  'r7g.large': arm(2, 16),
  'r7g.xlarge': arm(4, 32),
  'r7g.2xlarge': arm(8, 64),
  'r8g.large': arm(2, 16),
  'r8g.xlarge': arm(4, 32),
};

/** ElastiCache types, without `cache.`; memory is the cache memory that the node type lists. */
export const cacheShapes: Readonly<Record<string, Shape>> = {
  'm7g.large': arm(2, 6.38),
  'm7g.xlarge': arm(4, 12.93),
  'm7g.2xlarge': arm(8, 26.04),
  'r7g.large': arm(2, 13.07),
  't4g.medium': arm(2, 3.09),
};
