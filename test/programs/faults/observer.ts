import { slots } from '../proxy/machine';

/** Our choice: a twentieth of the time between two checks. */
const intervalMs = 50;

/** What HAProxy makes of a node, asked for all the time. Times are milliseconds since 1970. */
export class Observer {
  /** Whether it is sent new requests. */
  serves = false;
  /** When it was first found out of service since `forget`. */
  firstOut?: number;
  /** When it was first chosen since `forget`. */
  firstChosen?: number;
  #chosen = 0;

  constructor(readonly address: string) {
    void this.#observe();
  }

  forget(): void {
    this.firstOut = this.firstChosen = undefined;
  }

  async #observe(): Promise<void> {
    for (;;) {
      // A HAProxy that is being restarted says nothing.
      const all = await slots().catch(() => []);
      const own = all.filter(({ address, status }) => address.startsWith(`${this.address}:`) && status !== 'MAINT');
      this.serves = own.some(({ status }) => status.startsWith('UP'));
      if (!this.serves) this.firstOut ??= Date.now();
      const chosen = own.reduce((sum, slot) => sum + slot.chosen, 0);
      if (chosen > this.#chosen) this.firstChosen ??= Date.now();
      this.#chosen = chosen;
      await new Promise((resolve) => setTimeout(resolve, intervalMs));
    }
  }
}
