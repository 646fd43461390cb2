export * from '../../constructs/cdktf';
export { Mattermost, type Existing, type MattermostConfig } from './mattermost';
export { MattermostStack, type MattermostStackConfig } from './mattermost-stack';
export { Wiring, type Parts, type WiringConfig } from './wiring';
