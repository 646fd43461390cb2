import { systemOf } from '../../../constructs/boot';
import { imageParameter, isImageId } from '../../../constructs/spec';
import type { Call } from './aws';
import { check, fails, fine, note, type AnyCheck, type Subject } from './check';
import { subnetsCall, takenZones, usableZones, zonesCall, type Subnets, type Zones } from './zones';

interface Offerings {
  readonly InstanceTypeOfferings: readonly { readonly InstanceType: string; readonly Location: string }[];
}
interface OrderableOptions {
  readonly OrderableDBInstanceOptions: readonly { readonly AvailabilityZones: readonly { readonly Name: string }[] }[];
}
interface Images {
  readonly Images: readonly {
    readonly ImageId: string;
    readonly State: string;
    readonly Architecture: string;
    readonly RootDeviceName: string;
  }[];
}
interface TypeDetails {
  readonly InstanceTypeDetails: readonly unknown[];
}

const distinct = (names: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(names.filter((name) => name !== undefined)),
];
const classesOf = ({ plan: { components } }: Subject): readonly string[] =>
  distinct([components.appFleet.instance, components.proxy?.instance]);
const imagesOf = ({ plan: { components } }: Subject): readonly string[] =>
  distinct([components.appFleet.image, components.proxy?.image]);
const serialsOf = (subject: Subject): readonly string[] => imagesOf(subject).filter((image) => !isImageId(image));
const idsOf = (subject: Subject): readonly string[] => imagesOf(subject).filter(isImageId);

/** What keeps a node from starting from an image as the plan has it. */
function faultOf({ Images }: Images, id: string, rootDevice: string): string | undefined {
  const image = Images.find(({ ImageId }) => ImageId === id);
  if (!image) return 'not there';
  const { State, Architecture, RootDeviceName } = image;
  return [
    ...(State === 'available' ? [] : [State]),
    ...(Architecture === 'x86_64' ? [] : [`made for ${Architecture}, not x86_64`]),
    ...(RootDeviceName === rootDevice ? [] : [`its disk is ${RootDeviceName}, not ${rootDevice}`]),
  ].join(', ');
}

const searchClassCall = (engineVersion: string, instance: string): Call => ({
  service: 'opensearch',
  operation: 'list-instance-type-details',
  args: ['--engine-version', `OpenSearch_${engineVersion}`, '--instance-type', `${instance}.search`],
  permission: 'es:ListInstanceTypeDetails',
  absent: ['ResourceNotFoundException', 'ValidationException'],
});

export const offerChecks: readonly AnyCheck[] = [
  check<{ readonly zones: Zones; readonly subnets: Subnets; readonly offerings: Offerings }>({
    id: 'zones',
    what: 'EC2 classes in the zones',
    why: 'not every zone has every class, and zones have other names in other accounts',
    page: 'docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypeOfferings.html',
    applies: () => true,
    needed: (subject) =>
      `${classesOf(subject).join(' and ')} in ${subject.plan.request.availabilityZones?.join(', ') ?? `the first ${subject.plan.components.network.zones} zones`}`,
    ask: (subject) => ({
      zones: zonesCall,
      subnets: subnetsCall,
      offerings: {
        service: 'ec2',
        operation: 'describe-instance-type-offerings',
        args: [
          ...['--location-type', 'availability-zone'],
          ...['--filters', `Name=instance-type,Values=${classesOf(subject).join(',')}`],
        ],
        permission: 'ec2:DescribeInstanceTypeOfferings',
      },
    }),
    judge: ({ zones, subnets, offerings }, subject) => {
      const most = subject.plan.components.network.zones;
      const taken = takenZones(subject.plan, zones, subnets);
      const missingIn = (zone: string) =>
        classesOf(subject).filter(
          (name) =>
            !offerings!.InstanceTypeOfferings.some(
              ({ InstanceType, Location }) => InstanceType === name && Location === zone,
            ),
        );
      const lacking = taken
        .filter((zone) => missingIn(zone).length)
        .map((zone) => `no ${missingIn(zone).join(', ')} in ${zone}`);
      const better = usableZones(zones).filter((zone) => missingIn(zone).length === 0);
      if (taken.length === most && lacking.length === 0) return fine(`in ${taken.join(', ')}`);
      return fails(
        lacking.join('; ') || `${taken.length} zones: ${taken.join(', ')}`,
        better.length >= most
          ? `name zones that have them: availabilityZones ${better.slice(0, most).join(',')}`
          : `zones that have them: ${better.join(', ') || 'none'}; pin another class or fewer network.zones, or take another region`,
      );
    },
  }),
  check<{
    readonly images: { readonly Parameters: readonly unknown[]; readonly InvalidParameters: readonly string[] };
  }>({
    id: 'image',
    what: 'Ubuntu image',
    why: 'nodes start from the image that the plan pins',
    page: 'documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images',
    applies: (subject) => serialsOf(subject).length > 0,
    needed: (subject) => `serial ${serialsOf(subject).join(' and ')}`,
    ask: (subject) => ({
      images: {
        service: 'ssm',
        operation: 'get-parameters',
        // Where the launch templates find the image of a serial.
        args: ['--names', ...serialsOf(subject).map(imageParameter)],
        permission: 'ssm:GetParameters',
      },
    }),
    judge: ({ images }) =>
      images!.InvalidParameters.length === 0
        ? fine('published in the region')
        : fails(
            `not published: ${images!.InvalidParameters.map((name) => name.split('/')[8]).join(', ')}`,
            'pin a serial that is, appFleet.image and proxy.image, or give an image of your own: -c image=ami-…',
          ),
  }),
  check<{ readonly images: Images }>({
    id: 'image-ids',
    what: 'images by their ids',
    why: 'nodes start from the images that the plan pins, and their disk is the one that the image calls its own',
    page: 'docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html',
    applies: (subject) => idsOf(subject).length > 0,
    needed: (subject) => `${idsOf(subject).join(' and ')} of ${systemOf(subject.plan.request.operatingSystem).title}`,
    ask: (subject) => ({
      images: {
        service: 'ec2',
        operation: 'describe-images',
        args: ['--image-ids', ...idsOf(subject)],
        permission: 'ec2:DescribeImages',
        absent: ['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'],
      },
    }),
    judge: ({ images }, subject) => {
      const { title, rootDevice } = systemOf(subject.plan.request.operatingSystem);
      const faults = idsOf(subject).flatMap((id) => {
        const fault = faultOf(images ?? { Images: [] }, id, rootDevice);
        return fault ? [`${id}: ${fault}`] : [];
      });
      if (faults.length === 0) return fine('available in the region');
      return fails(
        images ? faults.join('; ') : 'not all of them are there',
        `pin images of ${title} that the account may use in the region, appFleet.image and proxy.image`,
      );
    },
  }),
  check<{ readonly options: OrderableOptions; readonly zones: Zones; readonly subnets: Subnets }>({
    id: 'database-class',
    what: 'class of the database',
    why: 'a class that is not offered shows late, when the cluster is there and its instances are made',
    page: 'docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeOrderableDBInstanceOptions.html',
    applies: () => true,
    needed: ({ plan: { components } }) =>
      `db.${components.database.instance} with Aurora PostgreSQL ${components.database.engineVersion}`,
    ask: ({ plan: { components } }) => ({
      options: {
        service: 'rds',
        operation: 'describe-orderable-db-instance-options',
        args: [
          ...['--engine', 'aurora-postgresql', '--engine-version', components.database.engineVersion],
          ...['--db-instance-class', `db.${components.database.instance}`, '--vpc'],
        ],
        permission: 'rds:DescribeOrderableDBInstanceOptions',
        absent: ['InvalidParameterCombination', 'InvalidParameterValue'],
      },
      zones: zonesCall,
      subnets: subnetsCall,
    }),
    judge: ({ options, zones, subnets }, { plan }) => {
      const { components } = plan;
      const offered = (options?.OrderableDBInstanceOptions ?? []).flatMap(({ AvailabilityZones }) =>
        AvailabilityZones.map(({ Name }) => Name),
      );
      const taken = takenZones(plan, zones, subnets);
      const having = taken.filter((zone) => offered.includes(zone));
      if (offered.length === 0) {
        return fails('not offered in the region', 'pin another database.instance or database.engineVersion');
      }
      if (having.length === 0) {
        return fails(`offered in ${distinct(offered).join(', ')} only`, 'name those zones: availabilityZones');
      }
      const apart = Math.min(components.database.readers + 1, components.network.zones);
      return having.length >= apart
        ? fine(`in ${having.join(', ')}`)
        : note(
            `in ${having.join(', ')} only`,
            'name zones that have it, or a lost zone takes several instances with it',
          );
    },
  }),
  check<{ readonly data: TypeDetails; readonly masters: TypeDetails }>({
    id: 'search-classes',
    what: 'classes of the search nodes',
    why: 'a class that is not offered shows late, when the domain is made',
    page: 'docs.aws.amazon.com/opensearch-service/latest/APIReference/API_ListInstanceTypeDetails.html',
    applies: ({ plan }) => plan.components.search !== undefined,
    needed: ({ plan: { components } }) => {
      const { instance, masters, engineVersion } = components.search!;
      const names = distinct([instance, masters.nodes ? masters.instance : undefined]);
      return `${names.map((name) => `${name}.search`).join(' and ')} with OpenSearch ${engineVersion}`;
    },
    ask: ({ plan: { components } }) => {
      const { instance, masters, engineVersion } = components.search!;
      return {
        data: searchClassCall(engineVersion, instance),
        masters: searchClassCall(engineVersion, masters.nodes ? masters.instance : instance),
      };
    },
    judge: (answers, { plan: { components } }) => {
      const { instance, masters } = components.search!;
      const asked = [
        [instance, answers.data],
        [masters.nodes ? masters.instance : instance, answers.masters],
      ] as const;
      const missing = distinct(
        asked.filter(([, answer]) => !answer?.InstanceTypeDetails.length).map(([name]) => `${name}.search`),
      );
      return missing.length === 0
        ? fine('offered in the region')
        : fails(
            `not offered: ${missing.join(', ')}`,
            'pin another search.instance, search.masters.instance or search.engineVersion',
          );
    },
  }),
];
