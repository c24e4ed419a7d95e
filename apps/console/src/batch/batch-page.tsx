import { Center, Loader } from '@mantine/core';
import { type ComponentType, lazy, Suspense } from 'react';
import { NotFoundPage } from '../app/not-found-page';
import { type Batch, isSystem, type System } from '../batches/overview';
import { ErrorNote } from '../ui/error-note';
import { type Speed, useLiveBatch } from './use-live-batch';

/** What the page of each system is given. */
export interface SystemPageProps {
  batch: Batch;
  speed: Speed;
}

const SYSTEM_PAGES: Readonly<Record<System, ComponentType<SystemPageProps>>> = {
  omr: lazy(() => import('./omr/omr-page')),
  revenue: lazy(() => import('./revenue/revenue-page')),
  audience: lazy(() => import('./audience/audience-page')),
  content: lazy(() => import('./content/content-page')),
  migration: lazy(() => import('./migration/migration-page')),
};

/** One batch, of whichever system. */
export default function BatchPage({ system, id }: { system: string; id: string }) {
  return isSystem(system) ? <KnownBatch system={system} id={id} /> : <NotFoundPage />;
}

function KnownBatch({ system, id }: { system: System; id: string }) {
  const { data: batch, error, refetch, speed } = useLiveBatch(system, id);
  const SystemPage = SYSTEM_PAGES[system];
  if (!batch && error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  const waiting = (
    <Center py="xl">
      <Loader />
    </Center>
  );
  if (!batch) return waiting;
  return (
    <Suspense fallback={waiting}>
      <SystemPage batch={batch} speed={speed} />
    </Suspense>
  );
}
