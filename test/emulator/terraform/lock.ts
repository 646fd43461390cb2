/** The lock beside a state in a bucket. */
import { setTimeout as pause } from 'node:timers/promises';

const patienceSeconds = 60;
/** An object is not for anybody; but the emulator checks no signature. */
const authorization =
  'AWS4-HMAC-SHA256 Credential=testing/20250101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';

export class Lock {
  constructor(private readonly url: string) {}

  async isHeld(): Promise<boolean> {
    const { status } = await fetch(this.url, { method: 'HEAD', headers: { authorization } });
    if (status === 200 || status === 404) return status === 200;
    throw new Error(`${this.url} answers ${status}`);
  }

  /** Waits until somebody holds the lock; fails if nobody does, or when `unless` comes first. */
  async untilHeld(unless: Promise<unknown>): Promise<void> {
    let over = false;
    const end = (): void => void (over = true);
    unless.then(end, end);
    for (let tenths = 0; tenths < patienceSeconds * 10 && !over; tenths++) {
      if (await this.isHeld()) return;
      await pause(100);
    }
    throw new Error(`nobody has held the lock ${this.url}`);
  }
}
