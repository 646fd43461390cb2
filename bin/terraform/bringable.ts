/** What a customer may bring; each makes variables that Terraform asks for. */
export const bringable = {
  hostedZone: 'make certificate and record in your hosted zone: hosted_zone_id',
  vpc: 'use a VPC that is there already: vpc_id and ids of its subnets of each kind, one in each zone',
  database: 'use a database that is there already: its cluster, endpoints, security group and login',
  kmsKey: 'encrypt everything under a key of yours: kms_key_arn',
  permissionsBoundary: 'put a permissions boundary on every role: permissions_boundary_arn',
  alarmTopic: 'send alarms to a topic that is there already: alarm_topic_arn',
} as const;
export type Brought = { readonly [What in keyof typeof bringable]?: boolean };
