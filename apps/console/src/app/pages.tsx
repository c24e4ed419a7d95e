import { Center, Loader } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { BatchListPage } from '../batches/batch-list-page';
import { NotFoundPage } from './not-found-page';

const BatchPage = lazy(() => import('../batch/batch-page'));
const ImportPage = lazy(() => import('../migration/import-page'));
const UploadPage = lazy(() => import('../upload/upload-page'));
const ContentsPage = lazy(() => import('../contents/contents-page'));
const OperationsPage = lazy(() => import('../operations/operations-page'));

/** Which page belongs to which address below /console. */
export function Pages() {
  return (
    <Suspense
      fallback={
        <Center py="xl">
          <Loader />
        </Center>
      }
    >
      <Switch>
        <Route path="/" component={BatchListPage} />
        <Route path="/batches/:system/:id">
          {({ system, id }) => <BatchPage key={id} system={system} id={id} />}
        </Route>
        <Route path="/import" component={ImportPage} />
        <Route path="/upload" component={UploadPage} />
        <Route path="/contents" component={ContentsPage} />
        <Route path="/operations" component={OperationsPage} />
        <Route component={NotFoundPage} />
      </Switch>
    </Suspense>
  );
}
