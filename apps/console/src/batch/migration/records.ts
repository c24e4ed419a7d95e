import { dataOf } from '@sluice/client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { client } from '../../app/session';
import { type ImportType } from '../../migration/import-fields';
import { batchKey } from '../use-live-batch';
import { type Job } from './job';

const PAGE_ROWS = 100;

/** Where the records of an import are, and which of their fields tell one from another. */
const LISTS = {
  jamaah: {
    path: '/api/v1/onboarding/jamaah',
    fields: ['nama', 'nik', 'email', 'telepon', 'no_paspor', 'tanggal_lahir'],
  },
  payment: {
    path: '/api/v1/onboarding/payments',
    fields: ['jumlah', 'mata_uang', 'tanggal_bayar', 'metode_pembayaran', 'no_kwitansi', 'status'],
  },
  package: {
    path: '/api/v1/onboarding/packages',
    fields: ['kode_paket', 'nama_paket', 'harga', 'mata_uang', 'tanggal_berangkat', 'status'],
  },
} as const satisfies Record<ImportType, { path: string; fields: readonly string[] }>;

export function recordFields(type: ImportType): readonly string[] {
  return LISTS[type].fields;
}

/** What a job has brought in, in the order of its file, in pages. */
export function useRecords({ id, import_type }: Job, q: string) {
  return useInfiniteQuery({
    queryKey: [...batchKey('migration', id), 'records', q],
    initialPageParam: 1,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        migration_job_id: id,
        page: pageParam,
        limit: PAGE_ROWS,
        sort_by: 'row_number',
        sort_order: 'ASC',
        ...(q !== '' && { q }),
      } as const;
      const { path } = LISTS[import_type];
      return dataOf(client.http.GET(path, { params: { query }, signal }));
    },
    getNextPageParam: ({ page, limit, total }) => (page * limit < total ? page + 1 : undefined),
  });
}
