import { Gauge } from 'prom-client';
import { type Database } from '../db';
import { within } from '../errors';
import { CHECK_TIMEOUT_MS, checkDependencies, type Dependencies } from './dependencies';

/** Measures, at each scrape, what this process stands on: whether it is there, connections, space. */
export function measureDependencies(dependencies: Dependencies): void {
  // In the order of their making they are read: what the scrape itself asks of Postgres must not be counted.
  measurePool(dependencies.db);
  new Gauge({
    name: 'sluice_dependency_up',
    help: '1 when this process reaches Postgres, Redis or the store, else 0',
    labelNames: ['dependency'],
    async collect() {
      const states = await checkDependencies(dependencies);
      for (const [dependency, state] of Object.entries(states))
        this.set({ dependency }, Number(state === 'ok'));
    },
  });
  measureSpace(dependencies.store);
}

/** The pool that TypeORM made, of which it shows no type. */
interface Pool {
  totalCount: number;
  idleCount: number;
  waitingCount: number;
  options: { max: number };
}

function measurePool(db: Database): void {
  const { master: pool } = db.driver as unknown as { master: Pool };
  new Gauge({
    name: 'sluice_postgres_pool_connections',
    help: 'Connections to Postgres that this process has, by state',
    labelNames: ['state'],
    collect() {
      this.set({ state: 'in_use' }, pool.totalCount - pool.idleCount);
      this.set({ state: 'idle' }, pool.idleCount);
    },
  });
  new Gauge({
    name: 'sluice_postgres_pool_max',
    help: 'Connections to Postgres that this process may have',
    collect() {
      this.set(pool.options.max);
    },
  });
  new Gauge({
    name: 'sluice_postgres_pool_waiting',
    help: 'Work of this process that waits for a connection to Postgres',
    collect() {
      this.set(pool.waitingCount);
    },
  });
}

/** An object store has no end that could be measured. */
function measureSpace(store: Dependencies['store']): void {
  new Gauge({
    name: 'sluice_store_free_bytes',
    help: 'Bytes that the store can still take, where it is a folder',
    async collect() {
      this.remove();
      const bytes = await within(CHECK_TIMEOUT_MS, 'The store', store.freeBytes()).catch(() => undefined);
      if (bytes !== undefined && bytes !== Infinity) this.set(bytes);
    },
  });
}
