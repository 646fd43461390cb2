import type { Page } from '../../../constructs/spec';

const page = (path: string, place?: string): Page => ({ page: path, ...(place && { place }) });

/** Pages of the vendor's documentation (commit 9dd1c713 of 2026-08-21) that decisions name. */
export const pages = {
  highAvailability: page('administration-guide/scale/high-availability-cluster-based-deployment.rst'),
  environment: page('administration-guide/configure/environment-configuration-settings.rst'),
  variables: page('administration-guide/configure/environment-variables.rst'),
  configInDatabase: page('administration-guide/configure/configuration-in-your-database.rst'),
  experimental: page('administration-guide/configure/experimental-configuration-settings.rst'),
  enterpriseSearch: page('administration-guide/scale/enterprise-search.rst'),
  searchSettings: page('administration-guide/scale/common-configure-mattermost-for-enterprise-search.rst'),
  openSearch: page('administration-guide/scale/opensearch-setup.rst'),
  redis: page('administration-guide/scale/redis.rst'),
  scaling: page('administration-guide/scale/scaling-for-enterprise.rst'),
  servers: page('administration-guide/scale/server-architecture.rst'),
  applicationArchitecture: page('deployment-guide/reference-architecture/application-architecture.rst'),
  preparations: page('deployment-guide/server/preparations.rst'),
  nginx: page('deployment-guide/server/setup-nginx-proxy.rst'),
  transport: page('deployment-guide/transport-encryption.rst'),
  push: page('administration-guide/configure/push-notification-server-configuration-settings.rst'),
  logging: page('administration-guide/manage/logging.rst'),
  loki: page('administration-guide/scale/deploy-grafana-loki-for-centralized-logging.rst'),
  healthProbes: page('administration-guide/manage/configure-health-check-probes.rst'),
  legalHold: page('administration-guide/comply/legal-hold.rst'),
  recovery: page('deployment-guide/disaster-recovery-aws.rst'),
  editions: page('product-overview/editions-and-offerings.rst'),
  requirements: page('deployment-guide/software-hardware-requirements.rst'),
  postgresTrouble: page('deployment-guide/server/trouble-postgres.rst'),
  productLimits: page('administration-guide/manage/product-limits.rst'),
  healthGates: page('mattermost-load-test-ng config/coordinator.sample.json'),
  serverModel: page('mattermost/server/public/model/config.go'),
} as const satisfies Readonly<Record<string, Page>>;
