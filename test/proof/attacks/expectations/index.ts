import { audience } from './audience';
import { batches } from './batches';
import { type Expectations } from './expectation';
import { migration } from './migration';
import { overview } from './overview';
import { revenue } from './revenue';
import { service } from './service';

export { type Expectation, outcomeFor, type Rule } from './expectation';

/** What everybody gets from every route. A route that is not here, and an entry without a route, fail the suite. */
export const expectations: Expectations = {
  ...service,
  ...batches,
  ...revenue,
  ...audience,
  ...migration,
  ...overview,
};
