import { dataOf } from '@sluice/client';
import { type System } from './system';

/** Of omr and content, which share these paths. */
export const batchMoves = {
  retry: ({ http }, { id }) => dataOf(http.POST('/api/batches/{id}/retry', { params: { path: { id } } })),
  cancel: ({ http }, { id }) => dataOf(http.POST('/api/batches/{id}/cancel', { params: { path: { id } } })),
} satisfies Pick<System, 'retry' | 'cancel'>;
