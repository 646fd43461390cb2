export * from '../../constructs/cdk';
export {
  Mattermost,
  MattermostStack,
  type Existing,
  type MattermostProps,
  type MattermostStackProps,
} from './mattermost';
export { Wiring, type Parts, type WiringProps } from './wiring';
