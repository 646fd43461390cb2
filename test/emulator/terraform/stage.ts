/** What the rows of the Terraform rehearsal play on. */
import type { SizeName } from '../../../architectures/sizing';
import type { Emulator } from '../emulator';
import type { Lists } from '../stage';
import type { Steps } from '../steps';
import type { Outside } from './outside';

/** What is there before the first apply; `launcher/customer.py` makes it. */
export interface Customer {
  readonly licenceSecretArn: string;
  readonly mailSecretArn: string;
  readonly hostedZoneId: string;
  readonly kmsKeyArn: string;
  readonly stateBucket: string;
}

export interface Stage {
  readonly emulator: Emulator;
  readonly outside: Outside;
  readonly customer: Customer;
  readonly size: SizeName;
  readonly pluginDir: string;
  readonly steps: Steps;
  readonly lists: Lists;
}
