/**
 * Writes the configurations that engines are compared by into the folder that it is told, `stacks/chat-15k/cdk.tf.json`
 * and its siblings, with whatever package goes by the name of the engine where this file is.
 */
import { App } from 'cdktf';
import { planArchitecture, type Request } from '../../architectures/sizing';
import { deploymentStack, type Deployment } from '../../bin/terraform/deployment';

/** Between them they have every kind of block, both backends and all variables. */
const deployments: readonly (readonly [request: Request, asked: Omit<Deployment, 'plan'>])[] = [
  [
    { id: 'chat-15k', concurrentUsers: '15k', domainName: 'chat.example.com', smtp: 'smtp://mail.example.com:587' },
    { hostedZone: true, state: { bucket: 'states', key: 'chat', region: 'eu-central-1' } },
  ],
  [
    { id: 'chat-1k', concurrentUsers: '1k', domainName: 'chat.example.com' },
    { vpc: true, database: true, kmsKey: true, alarmTopic: true },
  ],
];

const app = new App({ outdir: process.argv[2] });
for (const [request, asked] of deployments) deploymentStack(app, { plan: planArchitecture(request), ...asked });
app.synth();
