import type { AutoscalingGroupTag } from '@cdktf/provider-aws/lib/autoscaling-group';
import type { LaunchTemplateTagSpecifications } from '@cdktf/provider-aws/lib/launch-template';
import { Fn, TerraformIterator, Token, type IResolvable } from 'cdktf';

/** Tags by key; also a token of a map. */
export type Tags = Readonly<Record<string, string>>;

/** Of both, where those of the construct win: permissions and alarms find nodes by them. */
const merged = (given: Tags, own: Tags): Record<string, string> =>
  Token.isUnresolved(given) ? Token.asStringMap(Fn.merge([given, own])) : { ...given, ...own };

/**
 * What Auto Scaling launches is no resource of the configuration, so that the provider's default tags do not reach it: the
 * template has to say them. Interfaces have no tags of the construct's own alone.
 */
export const tagSpecifications = (given: Tags | undefined, own: Tags): LaunchTemplateTagSpecifications[] =>
  ['instance', 'volume', ...(given ? ['network-interface'] : [])].map((resourceType) => ({
    resourceType,
    tags: merged(given ?? {}, own),
  }));

/** A group has a block for each tag, and takes no default tags either; instances get all of them. */
export function groupTags(given: Tags | undefined, own: Tags): AutoscalingGroupTag[] | IResolvable {
  const tags = merged(given ?? {}, own);
  if (!Token.isUnresolved(tags)) {
    return Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true }));
  }
  const each = TerraformIterator.fromMap(tags);
  return each.dynamic({ key: each.key, value: each.value as unknown, propagate_at_launch: true });
}
