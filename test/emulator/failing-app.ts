/** The architecture with one resource more, which is made after all others and cannot be made. */
import { App } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { MattermostStack } from '../../architectures/cdk';
import { planArchitecture, type Request } from '../../architectures/sizing';

const app = new App();
const context = (name: string): string => String(app.node.tryGetContext(name));
const request: Request = {
  id: 'mattermost',
  concurrentUsers: context('size') as Request['concurrentUsers'],
  domainName: context('domain'),
};
const stack = new MattermostStack(app, 'mattermost', { plan: planArchitecture(request), ephemeral: true });

const [subnet] = stack.mattermost.vpc.privateSubnets;
const route = new ec2.CfnRoute(stack, 'Broken', {
  routeTableId: subnet!.routeTable.routeTableId,
  destinationCidrBlock: '192.0.2.0/24',
  gatewayId: 'igw-00000000000000000', // there is none
});
route.node.addDependency(stack.mattermost);
