import { isDeepStrictEqual } from 'node:util';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const short = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 100);

/** Where two values of JSON differ and how: `/resource/aws_vpc/Mattermost_Network_Vpc/cidr_block: "10.0.0.0/16", "10.1.0.0/16"`. */
export function differences(one: unknown, other: unknown, path = ''): readonly string[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (!isFields(one) || !isFields(other) || Array.isArray(one) !== Array.isArray(other)) {
    return [`${path}: ${short(one)}, ${short(other)}`];
  }
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) => differences(one[key], other[key], `${path}/${key}`));
}
