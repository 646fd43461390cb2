import { appNodeFiles, proxyNodeFiles, type AppNode, type BootFile } from '../../../constructs/boot';
import type { Binding, Components, Setting } from '../../../constructs/spec';
import type { NormalisedRequest } from '../request';
import { editionsEnough, type LicenceEdition } from './licence';

/** What nodes find at their first boot; `mattermost-arch files` writes it to a folder. */
export interface BootFiles {
  readonly appFleet: readonly BootFile[];
  readonly proxy?: readonly BootFile[];
}

/** The prepackaged plugin for calls shows a button that cannot work without media servers. */
const pluginsOff = ['com.mattermost.calls'];

/** The boot files of each fleet: the same bytes whatever engine renders the plan. */
export function boot(
  { id, operatingSystem, egress, mirror, adminEmail, upgrade, listener }: NormalisedRequest,
  { appFleet, proxy }: Components,
  { claim, edition }: { readonly claim: number; readonly edition: LicenceEdition },
  settings: readonly Setting[],
  bindings: readonly Binding[],
): BootFiles {
  const node = { id, system: operatingSystem, egress, ...(mirror && { mirror }), bindings };
  const app: AppNode = {
    ...node,
    launchSeconds: appFleet.launchSeconds,
    drainSeconds: appFleet.drainSeconds,
    server: appFleet.server,
    settings,
    administrator: { email: adminEmail },
    licence: { editions: editionsEnough[edition], seats: edition === 'Entry' ? 0 : claim },
    upgrade,
    // One node has no licence, and two such nodes are not a cluster.
    alone: upgrade === 'stop' || appFleet.nodes === 1,
    pluginsOff,
  };
  return {
    appFleet: appNodeFiles(app),
    ...(proxy && {
      proxy: proxyNodeFiles({
        ...node,
        launchSeconds: proxy.launchSeconds,
        drainSeconds: proxy.drainSeconds,
        listener,
        bodyMiB: proxy.bodyMiB,
        cacheGiB: proxy.imageCacheGiB,
        slots: proxy.slots,
        logins: proxy.logins,
      }),
    }),
  };
}
