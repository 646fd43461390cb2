/** Whether what Terraform has in its state is what the services list. */
import type { Difference } from '../found';

/** Types of Terraform that exist for themselves, as the describe calls call them. */
const described: Readonly<Record<string, string>> = {
  aws_acm_certificate: 'AWS::CertificateManager::Certificate',
  aws_autoscaling_group: 'AWS::AutoScaling::AutoScalingGroup',
  aws_cloudwatch_dashboard: 'AWS::CloudWatch::Dashboard',
  aws_cloudwatch_log_group: 'AWS::Logs::LogGroup',
  aws_cloudwatch_metric_alarm: 'AWS::CloudWatch::Alarm',
  aws_db_subnet_group: 'AWS::RDS::DBSubnetGroup',
  aws_eip: 'AWS::EC2::EIP',
  aws_elasticache_replication_group: 'AWS::ElastiCache::ReplicationGroup',
  aws_elasticache_subnet_group: 'AWS::ElastiCache::SubnetGroup',
  aws_flow_log: 'AWS::EC2::FlowLog',
  aws_iam_instance_profile: 'AWS::IAM::InstanceProfile',
  aws_iam_role: 'AWS::IAM::Role',
  aws_iam_role_policy: 'AWS::IAM::Policy',
  aws_internet_gateway: 'AWS::EC2::InternetGateway',
  aws_launch_template: 'AWS::EC2::LaunchTemplate',
  aws_lb: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  aws_lb_listener: 'AWS::ElasticLoadBalancingV2::Listener',
  aws_lb_target_group: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  aws_nat_gateway: 'AWS::EC2::NatGateway',
  aws_rds_cluster: 'AWS::RDS::DBCluster',
  aws_rds_cluster_instance: 'AWS::RDS::DBInstance',
  aws_rds_cluster_parameter_group: 'AWS::RDS::DBClusterParameterGroup',
  aws_route: 'AWS::EC2::Route',
  aws_route53_record: 'AWS::Route53::RecordSet',
  aws_route_table: 'AWS::EC2::RouteTable',
  aws_route_table_association: 'AWS::EC2::SubnetRouteTableAssociation',
  aws_s3_bucket: 'AWS::S3::Bucket',
  aws_s3_bucket_policy: 'AWS::S3::BucketPolicy',
  aws_secretsmanager_secret: 'AWS::SecretsManager::Secret',
  aws_sns_topic: 'AWS::SNS::Topic',
  aws_sns_topic_policy: 'AWS::SNS::TopicPolicy',
  aws_sns_topic_subscription: 'AWS::SNS::Subscription',
  aws_ssm_parameter: 'AWS::SSM::Parameter',
  aws_subnet: 'AWS::EC2::Subnet',
  aws_vpc: 'AWS::EC2::VPC',
  aws_vpc_endpoint: 'AWS::EC2::VPCEndpoint',
  aws_vpc_security_group_egress_rule: 'AWS::EC2::SecurityGroupEgress',
  aws_vpc_security_group_ingress_rule: 'AWS::EC2::SecurityGroupIngress',
  aws_security_group: 'AWS::EC2::SecurityGroup',
};

/** Types that are a part of another thing, or only wait for it. */
const parts =
  /^aws_(autoscaling_lifecycle_hook|s3_bucket_\w+|secretsmanager_secret_version|acm_certificate_validation)$/;

/** A VPC comes with one of each. */
const ofVpc: readonly string[] = [
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SubnetRouteTableAssociation',
];

/** Fails unless there are as many new things of a type as addresses of it. */
export function checkDescribed(addresses: readonly string[], differences: readonly Difference[]): readonly string[] {
  const types = addresses.map((address) => address.split('.')[0]!);
  const unknown = types.filter((type) => !(type in described) && !parts.test(type));
  if (unknown.length > 0) throw new Error(`of a type that described.ts does not list:\n${unknown.join('\n')}`);
  const wrong = Object.entries(described).flatMap(([type, name]) => {
    const wanted = types.filter((each) => each === type).length;
    const found = differences.filter((each) => each.how === 'added' && each.type === name).length;
    const own = ofVpc.includes(name) ? 1 : 0;
    return found === wanted + own ? [] : [`${type}: ${wanted}, found ${found - own}`];
  });
  if (wrong.length > 0) throw new Error(`in the state, and by describe calls:\n${wrong.join('\n')}`);
  return [`${types.filter((type) => type in described).length} of ${new Set(types).size} types found`];
}
