import { byDefault, published, type Explained, type ObservabilitySpec } from '../../../constructs/spec';
import { pages } from '../data/pages';

export const observability = (): Explained<ObservabilitySpec> => ({
  logs: { days: published(14, "336 h, the retention of the vendor's sample for central logs", pages.loki) },
  dashboard: byDefault(true, 'our choice: one page that shows every alarm of the plan beside its metric'),
});
