export * from '../../constructs/cdk';
export { Mattermost, type Existing, type MattermostProps } from './mattermost';
export { MattermostStack, type MattermostStackProps } from './mattermost-stack';
export { Wiring, type Parts, type WiringProps } from './wiring';
