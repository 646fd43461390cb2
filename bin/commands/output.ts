import picocolors from 'picocolors';

/** Where a command writes. */
export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** What a command is run in. */
export interface Terminal {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How a text is meant: a heading, what holds, what does not, what is doubtful, what is beside the point. */
export type Tone = 'heading' | 'good' | 'bad' | 'doubtful' | 'aside';

/** Colours a text; without a terminal it is handed back as it is. */
export type Paint = (text: string, tone?: Tone) => string;

/** Colours where there is a terminal that shows them and NO_COLOR is not set. */
export function paintOn({ isTTY }: Stream, env: Terminal['env']): Paint {
  const { bold, green, red, yellow, dim } = picocolors.createColors(
    Boolean(isTTY) && !env.NO_COLOR && env.TERM !== 'dumb',
  );
  const colours: Readonly<Record<Tone, (text: string) => string>> = {
    heading: bold,
    good: green,
    bad: red,
    doubtful: yellow,
    aside: dim,
  };
  return (text, tone) => (tone ? colours[tone](text) : text);
}

/** What a command needs to answer. */
export interface Output {
  readonly paint: Paint;
  /** Holds the text back until the command has succeeded. */
  readonly write: (text: string) => void;
  /** Holds work back until the command line is known to be right; it answers whether all went well. */
  readonly act: (work: () => boolean) => void;
}
