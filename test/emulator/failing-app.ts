/** The architecture with one resource more, which is made after all others and cannot be made. */
import { App } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { MattermostStack } from '../../architectures/cdk';
import { deploymentOf } from '../../bin/deployment';

const app = new App();
const props = deploymentOf((name) => app.node.tryGetContext(name) as unknown);
const stack = new MattermostStack(app, props.plan.request.id, props);

const [subnet] = stack.mattermost.vpc.privateSubnets;
const route = new ec2.CfnRoute(stack, 'Broken', {
  routeTableId: subnet!.routeTable.routeTableId,
  destinationCidrBlock: '192.0.2.0/24',
  gatewayId: 'igw-00000000000000000', // there is none
});
route.node.addDependency(stack.mattermost);
