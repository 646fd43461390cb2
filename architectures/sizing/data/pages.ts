import type { Page } from '../../../constructs/spec';

const page = (path: string, place?: string): Page => ({ page: path, ...(place && { place }) });

/** Pages of the vendor's documentation (commit 9dd1c713 of 2026-08-21) that decisions name. */
export const pages = {
  highAvailability: page('administration-guide/scale/high-availability-cluster-based-deployment.rst'),
  environment: page('administration-guide/configure/environment-configuration-settings.rst'),
  configInDatabase: page('administration-guide/configure/configuration-in-your-database.rst'),
  enterpriseSearch: page('administration-guide/scale/enterprise-search.rst'),
  searchSettings: page('administration-guide/scale/common-configure-mattermost-for-enterprise-search.rst'),
  openSearch: page('administration-guide/scale/opensearch-setup.rst'),
  redis: page('administration-guide/scale/redis.rst'),
  scaling: page('administration-guide/scale/scaling-for-enterprise.rst'),
  applicationArchitecture: page('deployment-guide/reference-architecture/application-architecture.rst'),
  preparations: page('deployment-guide/server/preparations.rst'),
  nginx: page('deployment-guide/server/setup-nginx-proxy.rst'),
  logging: page('administration-guide/manage/logging.rst'),
  loki: page('administration-guide/scale/deploy-grafana-loki-for-centralized-logging.rst'),
  metrics: page('administration-guide/scale/deploy-prometheus-grafana-for-performance-monitoring.rst'),
  push: page('administration-guide/configure/push-notification-server-configuration-settings.rst'),
  airGap: page('deployment-guide/reference-architecture/deployment-scenarios/air-gapped-deployment.rst'),
  recovery: page('deployment-guide/disaster-recovery-aws.rst'),
  editions: page('product-overview/editions-and-offerings.rst'),
  releases: page('product-overview/mattermost-server-releases.md'),
  versionArchive: page('product-overview/version-archive.rst'),
  tarball: page('deployment-guide/server/linux/deploy-tar.rst'),
  requirements: page('deployment-guide/software-hardware-requirements.rst'),
  healthGates: page('mattermost-load-test-ng config/coordinator.sample.json'),
  ltngProxy: page('mattermost-load-test-ng deployment/terraform/strings.go'),
  serverModel: page('mattermost/server/public/model/config.go'),
} as const satisfies Readonly<Record<string, Page>>;
